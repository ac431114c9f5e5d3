"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
from sklearn.utils import Bunch

from .state import State


def preprocess(wine: Bunch, state: State) -> pd.DataFrame:
    """Return X_test for the rows of wine, one output row per input row."""
    # %% notebook.py #frame
    df = pd.DataFrame(wine.data, columns=state.feature_names)
    # %% notebook.py #features
    X = df.drop(["cultivar", "cultivar_name"], axis="columns", errors="ignore")
    X["ash_ratio"] = X["ash"] / X["alcalinity_of_ash"]
    X_test = X
    return X_test
