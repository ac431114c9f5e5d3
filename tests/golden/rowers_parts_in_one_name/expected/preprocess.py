"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(rowers: pd.DataFrame, state: State) -> np.ndarray:
    """Return X_test for the rows of rowers, one output row per input row.

    rowers needs the columns Höhe, weight, age, erg.
    """
    # %% notebook.py #parts
    rowers["watts"] = 2.8 / (rowers["erg"] / 500 / 4) ** 3
    X = rowers.drop(columns="boat", errors="ignore")
    split = [None, X, None, None]
    X_test = split[1]
    X_test = state.scale.transform(X_test)
    return X_test
