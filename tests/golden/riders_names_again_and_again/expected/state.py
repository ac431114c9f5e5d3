"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import VotingRegressor
from sklearn.preprocessing import MinMaxScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    X_columns: pd.Index     # #c6, line 2: columns of pd.get_dummies(X, columns=["season"])
    model: VotingRegressor  # #c8, line 5
    scaler: MinMaxScaler    # #c5, line 2
    scaler_2: MinMaxScaler  # #c5, line 4
