"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import health, make, scales
from .state import State


def preprocess(trees: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of trees, one output row per input row.

    trees needs the columns age, height, rain, note.
    """
    # %% notebook.py #features
    for name, f in make.items():
        trees[name] = f(trees)
    trees["age2"] = scales["square"](trees["age"])
    trees["rain"] = trees["rain"].apply(scales["root"])
    if state.value:

        trees["health"] = trees["note"].map(health)
        trees = trees.drop(columns=["note"])
    # %% notebook.py #fit
    X = trees.drop("kg", axis=1, errors="ignore")
    return X
