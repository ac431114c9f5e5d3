"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
import xgboost as xgb
from xgboost import DMatrix

from .state import State


def preprocess(tx: pd.DataFrame, state: State) -> DMatrix:
    """Return dtest for the rows of tx, one output row per input row.

    tx needs the columns amount, hour, country, age_days.
    A value may be missing in age_days.
    """
    # %% notebook.py #p
    tx["night"] = (tx["hour"] < 6).astype(int)
    tx["log_amount"] = np.log1p(tx["amount"])
    tx = pd.get_dummies(tx, columns=["country"], prefix="c")
    tx = tx.reindex(columns=[column for column in state.tx_columns if column != 'is_fraud'], fill_value=False)
    X = tx.drop(columns=["is_fraud"], errors="ignore")
    X_te = X
    dtest = xgb.DMatrix(X_te)
    return dtest
