"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    bmi_median: float        # #clean, line 1: df["bmi"].median()
    clf: LogisticRegression  # #fit, line 5
    df_columns: pd.Index     # #clean, line 2: columns of pd.get_dummies(df, columns=["smokes"], ...
    scaler: StandardScaler   # #fit, line 4
