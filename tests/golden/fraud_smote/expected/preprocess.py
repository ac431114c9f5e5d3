"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(tx: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of tx, one output row per input row.

    tx needs the columns V1, V2, V3, V4, Amount, Time.
    """
    # %% notebook.py #3
    tx["scaled_amount"] = state.rob_scaler.transform(tx["Amount"].values.reshape(-1, 1))
    tx["scaled_time"] = state.rob_scaler_2.transform(tx["Time"].values.reshape(-1, 1))
    tx.drop(["Time", "Amount"], axis=1, inplace=True)
    scaled_amount = tx["scaled_amount"]
    tx.drop(["scaled_amount"], axis=1, inplace=True)
    tx.insert(0, "scaled_amount", scaled_amount)
    # %% notebook.py #4
    X = tx.drop("Class", axis=1, errors="ignore")
    X_test = X
    return X_test
