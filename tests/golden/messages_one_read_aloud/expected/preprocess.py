"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(sms: pd.DataFrame, state: State) -> pd.Series:
    """Return X_test for the rows of sms, one output row per input row.

    sms needs the column message.
    """
    # %% notebook.py #clean
    sms["message"] = sms["message"].str.lower().str.replace("[^a-z ]", "", regex=True)
    X_test = sms["message"]
    return X_test
