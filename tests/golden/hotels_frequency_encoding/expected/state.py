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

    adr_vs_meal_median_by_meal: pd.Series  # #clean, line 9: table of df.groupby("meal")["adr"].transform("medi...
    cat_columns: pd.Index                  # #dummies, line 1: columns of pd.get_dummies(df[["country_grp", "meal...
    cat_known: dict                        # #dummies, line 1: known of pd.get_dummies(df[["country_grp", "meal"]...
    clf: LogisticRegression                # #model, line 5
    country_value_counts: pd.Series        # #clean, line 6: df["country"].value_counts(normalize=True)
    counts: pd.Series                      # #clean, line 7
    q1: float                              # #clean, line 10
    q3: float                              # #clean, line 10
    top: pd.Index                          # #clean, line 4
