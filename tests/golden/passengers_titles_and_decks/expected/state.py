"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    Age_median_by_Title: pd.Series      # #features, line 6: table of df.groupby("Title")["Age"].transform("med...
    Prefix_dtype: pd.CategoricalDtype   # #features, line 9: dtype of df["Prefix"].astype("category")
    RouteFare_mean_by_Route: pd.Series  # #features, line 11: table of df.groupby("Route")["Fare"].transform("me...
    X_columns: pd.Index                 # #matrix, line 1: columns of pd.get_dummies(df[["Title", "Deck", "Pr...
    X_known: dict                       # #matrix, line 1: known of pd.get_dummies(df[["Title", "Deck", "Pref...
    lr: LogisticRegression              # #fit, line 5
