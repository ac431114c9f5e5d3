"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    X_test_columns: pd.Index        # #f, line 8: columns of pd.get_dummies(X_test, columns=["paymen...
    X_test_known: dict              # #f, line 8: known of pd.get_dummies(X_test, columns=["payment"...
    columns: pd.Index               # #f, line 14: X_train.columns
    gbr: GradientBoostingRegressor  # #g, line 3
    payment_mode_0: str             # #f, line 5: X_test["payment"].mode()[0]
    zone_mean: pd.Series            # #e, line 7
