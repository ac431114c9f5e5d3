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

    IQR: float                 # #4, line 10
    Q1: float                  # #4, line 8
    Q3: float                  # #4, line 9
    cars_columns: pd.Index     # #4, line 14: columns of pd.get_dummies(cars, columns=["make"], ...
    rf: RandomForestRegressor  # #5, line 5
