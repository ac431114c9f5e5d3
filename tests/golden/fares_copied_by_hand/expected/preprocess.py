"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_known
from .state import State


def preprocess(rides: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of rides, one output row per input row.

    rides needs the columns pickup, distance, passengers, payment, zone.
    A value may be missing in payment.
    """
    # %% notebook.py #d
    X = rides.drop(columns=["fare"], errors="ignore")
    X_test = X
    # %% notebook.py #f
    # ---- the same for test ----
    X_test = X_test.copy()
    X_test["hour"] = X_test["pickup"].dt.hour
    X_test["weekend"] = (X_test["pickup"].dt.dayofweek >= 5).astype(int)
    X_test["payment"] = X_test["payment"].fillna(state.payment_mode_0)
    X_test["log_dist"] = np.log1p(X_test["distance"])
    X_test["zone_dist"] = X_test["zone"].map(state.zone_mean)
    X_test = pd.get_dummies(only_known(X_test, state.X_test_known), columns=["payment", "zone"])
    X_test = X_test.reindex(columns=state.X_test_columns, fill_value=False)
    X_test = X_test.drop("pickup", axis=1)
    X_test = X_test[state.columns]
    return X_test
