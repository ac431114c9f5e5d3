"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.ensemble import RandomForestRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    forest: RandomForestRegressor  # #train, line 3
    is_worn_q: float               # #helpers, line 19
    limit: float                   # #features, line 8
    limit_2: float                 # #features, line 14
    load_scale_mean: float         # #helpers, line 10
    load_scale_std: float          # #helpers, line 11
    profile_mm_mean: float         # #features, line 5: tyres["profile_mm"].mean()
    scale_km_low: float            # #helpers, line 2
    scale_km_top: float            # #helpers, line 2
    wear_typical: dict             # #helpers, line 22
