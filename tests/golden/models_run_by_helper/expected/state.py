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

    data_columns: pd.Index         # #split, line 1: columns of pd.get_dummies(beans, columns=["process...
    forest: RandomForestRegressor  # #final, line 2
