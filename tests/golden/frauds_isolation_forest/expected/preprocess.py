"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(tx: pd.DataFrame, state: State) -> tuple[object, pd.DataFrame]:
    """Return tx and X for the rows of tx, one output row per input row.

    tx needs the columns amount, hour, merchant.
    """
    # %% notebook.py #f
    tx["night"] = ((tx.hour < 6) | (tx.hour > 22)).astype(int)
    tx["log_amount"] = np.log1p(tx.amount)
    X = pd.get_dummies(tx[["log_amount", "night", "merchant"]])
    X = X.reindex(columns=state.X_columns, fill_value=False)
    return tx, X
