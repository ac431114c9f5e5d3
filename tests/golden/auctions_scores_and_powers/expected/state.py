"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    X_mean: np.ndarray              # #scores, line 18: middle of scale(lots[features].values)
    X_std: np.ndarray               # #scores, line 18: spread of scale(lots[features].values)
    age_min: int                    # #scores, line 8: middle of minmax_scale(2024 - lots["year"])
    age_range: int                  # #scores, line 8: spread of minmax_scale(2024 - lots["year"])
    bidders_lambda: float           # #scores, line 3: exponent of stats.yeojohnson(lots["bidders"])
    estimate_lambda: float          # #scores, line 1: exponent of stats.boxcox(lots["estimate"])
    lots_mean: dict[object, float]  # #scores, line 7: middle of stats.zscore(lots[col], ddof=1)
    lots_mean_2: pd.Series          # #scores, line 17: middle of lots[["height_z", "bidders_z"]].apply(zs...
    lots_std: dict[object, float]   # #scores, line 7: spread of stats.zscore(lots[col], ddof=1)
    lots_std_2: pd.Series           # #scores, line 17: spread of lots[["height_z", "bidders_z"]].apply(zs...
    model: Ridge                    # #ridge, line 2
    width_z_mean: float             # #scores, line 4: middle of zscore(lots["width"], nan_policy="omit")
    width_z_std: float              # #scores, line 4: spread of zscore(lots["width"], nan_policy="omit")
    z_mean: pd.Series               # #scores, line 11: middle of stats.zscore(lots[["height", "estimate"]...
    z_std: pd.Series                # #scores, line 11: spread of stats.zscore(lots[["height", "estimate"]...
