"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import Span, compress, to_kelvin
from .state import State


def preprocess(kilns: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of kilns, one output row per input row.

    kilns needs the columns celsius, load_kg, age.
    """
    # %% notebook.py #steps
    kilns["group"] = kilns["load_kg"] // state.step

    kilns["old"] = (kilns["age"] > state.half).astype(int)
    # %% notebook.py #features
    kilns["kelvin"] = to_kelvin(kilns["celsius"])
    kilns["load_log"] = Span().clip(compress(kilns["load_kg"]))
    X = kilns[["kelvin", "load_log", "group", "old", "age"]]
    return X
