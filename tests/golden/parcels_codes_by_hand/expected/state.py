"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    carriers: np.ndarray                # #codes, line 2
    clf: HistGradientBoostingRegressor  # #fit, line 2
    depot_no: dict                      # #codes, line 4
    edges: np.ndarray                   # #lookups, line 5
    heavy: dict                         # #lookups, line 3
    mean_kg: pd.Series                  # #lookups, line 1
    seen: dict                          # #lookups, line 8
    sizes: pd.CategoricalDtype          # #codes, line 9
    zones: pd.Series                    # #codes, line 7
