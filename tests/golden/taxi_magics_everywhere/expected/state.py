"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import RandomForestRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    distance_median: float        # #clean, line 1: trips["distance"].median()
    model: RandomForestRegressor  # #fit, line 8
    trips_columns: pd.Index       # #clean, line 6: columns of pd.get_dummies(trips, columns=["payment...
