"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import StandardScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    X_columns: pd.Index            # #e6f3, line 3: columns of pd.get_dummies(df.drop(["churn", "custo...
    age_median: float              # #e6f2, line 1: df["age"].median()
    model: RandomForestClassifier  # #f714, line 3
    scaler: StandardScaler         # #f713, line 5
    threshold: float               # #b2c4, line 3
