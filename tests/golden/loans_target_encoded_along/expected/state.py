"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import RandomForestClassifier


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    ApplicantIncome_median: float  # #clean, line 5: df["ApplicantIncome"].median()
    Credit_History_mode_0: float   # #clean, line 2: df["Credit_History"].mode()[0]
    df_columns: pd.Index           # #clean, line 7: columns of pd.get_dummies(df, drop_first=True)
    df_known: dict                 # #clean, line 7: known of pd.get_dummies(df, drop_first=True)
    rf: RandomForestClassifier     # #fit, line 5
