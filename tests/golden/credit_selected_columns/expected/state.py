"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LinearRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    best: pd.Index             # #select, line 9
    cols: pd.Index             # #rfe, line 5
    credit_mean: pd.Series     # #select, line 1: credit.mean(numeric_only=True)
    lr: LinearRegression       # #fit, line 3
    select_kbest: SelectKBest  # #rfe, line 7: estimator of SelectKBest(f_regression, k=2).fit_tr...
    to_drop: list              # #select, line 4
