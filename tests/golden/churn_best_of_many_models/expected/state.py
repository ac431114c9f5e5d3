"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.tree import DecisionTreeClassifier


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    TotalCharges_mean: float            # #prep, line 4: df["TotalCharges"].mean()
    best_model: DecisionTreeClassifier  # #best, line 2
    df_columns: pd.Index                # #prep, line 6: columns of pd.get_dummies(df, drop_first=True)
