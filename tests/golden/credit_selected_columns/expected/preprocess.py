"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(credit: pd.DataFrame, state: State) -> np.ndarray:
    """Return X_test for the rows of credit, one output row per input row.

    credit needs the columns income, late.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    credit.insert(1, "age", 2.6544606897300973)
    # %% notebook.py #select
    credit = credit.fillna(state.credit_mean)
    credit = credit.drop(columns=state.to_drop, errors="ignore")
    X = credit[state.best]
    # %% notebook.py #rfe
    X = X[state.cols]
    X = state.select_kbest.transform(X)
    # %% notebook.py #fit
    X_test = X
    return X_test
