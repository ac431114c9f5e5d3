"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(people: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test_n for the rows of people, one output row per input row.

    people needs the columns recency, frequency, monetary, months.
    """
    # %% notebook.py #d
    test = people
    X_test = test[["recency", "frequency", "monetary", "months"]]
    # %% notebook.py #e
    X_test_n = (X_test - state.mu) / state.sigma
    return X_test_n
