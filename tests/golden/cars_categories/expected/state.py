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

    make_dtype: pd.CategoricalDtype   # #codes, line 1: dtype of cars["make"].astype("category")
    model: GradientBoostingRegressor  # #fit, line 2
    share: pd.Series                  # #codes, line 3
