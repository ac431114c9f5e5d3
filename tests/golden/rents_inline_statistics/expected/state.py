"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import LinearRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    X_columns: pd.Index              # #scale, line 6: columns of pd.get_dummies(flats[["area_z", "rooms_...
    X_known: dict                    # #scale, line 6: known of pd.get_dummies(flats[["area_z", "rooms_z"...
    flats_mean: dict[object, float]  # #scale, line 3: flats[column].mean()
    flats_std: dict[object, float]   # #scale, line 3: flats[column].std()
    floor_max: int                   # #scale, line 1: flats["floor"].max()
    floor_min: int                   # #scale, line 1: flats["floor"].min()
    heating_mode_0: str              # #fill, line 3: flats["heating"].mode()[0]
    high: float                      # #fill, line 4
    low: float                       # #fill, line 4
    median_area: float               # #scale, line 4
    model: LinearRegression          # #fit, line 2
    rooms_mean: float                # #fill, line 2: flats["rooms"].mean()
