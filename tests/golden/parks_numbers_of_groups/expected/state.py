"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    gbr: GradientBoostingRegressor             # #fit, line 2
    park_values: np.ndarray                    # #encode, line 4: values of np.unique(parks["park"], return_inverse=...
    place_id_number_by_park_season: pd.Series  # #encode, line 7: table of parks.groupby(["park", "season"]).ngroup(...
    season_id_number_by_season: pd.Series      # #encode, line 8: table of parks.groupby("season").ngroup()
    weather_uniques: pd.Index                  # #encode, line 1: uniques of pd.factorize(parks["weather"].values)
