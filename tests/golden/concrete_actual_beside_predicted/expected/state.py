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

    data_columns: pd.Index     # #features, line 4: columns of pd.get_dummies(concrete.drop(columns=["...
    rf: RandomForestRegressor  # #fit, line 3
