"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(loans: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of loans, one output row per input row.

    loans needs the columns income, amount, purpose.
    A value may be missing in income.
    """
    # %% notebook.py #xy
    X = loans.drop(columns="defaulted", errors="ignore")
    # %% notebook.py #fit
    X_test = X
    return X_test
