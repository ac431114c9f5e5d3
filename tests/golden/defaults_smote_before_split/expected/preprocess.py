"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(data: pd.DataFrame, state: State) -> np.ndarray:
    """Return X_test for the rows of data, one output row per input row.

    data needs the columns income, loan_amnt, home, years.
    """
    # %% notebook.py #encode
    data["home"] = state.le.transform(data["home"])
    data["ratio"] = data["loan_amnt"] / data["income"]
    X = data.drop(["default"], axis=1, errors="ignore")
    # %% notebook.py #smote
    X_sm = X
    # %% notebook.py #bec0bda0
    X_test = X_sm
    X_test = state.mm.transform(X_test)
    return X_test
