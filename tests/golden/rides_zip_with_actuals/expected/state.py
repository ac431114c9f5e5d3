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

    gbr: GradientBoostingRegressor  # #fit, line 2
    rides_columns: pd.Index         # #features, line 2: columns of pd.get_dummies(rides, columns=["weekday...
