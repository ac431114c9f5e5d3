"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    battery_agg: pd.DataFrame           # #statistics, line 13: rides.groupby("district")["battery"].agg(["min", "...
    by_district: pd.DataFrame           # #statistics, line 1
    by_model_and_day: pd.DataFrame      # #statistics, line 3
    counts: pd.DataFrame                # #statistics, line 11
    gbm: HistGradientBoostingRegressor  # #fit, line 3
    minutes_mean: float                 # #statistics, line 17: rides["minutes"].mean()
    weekday: pd.Series                  # #statistics, line 15
