"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(df: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of df, one output row per input row.

    df needs the columns Lag1, Lag2.
    """
    # %% notebook.py #lda
    X_test = df[['Lag1','Lag2']]
    return X_test
