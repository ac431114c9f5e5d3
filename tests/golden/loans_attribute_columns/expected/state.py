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

    a: int                     # #p, line 6
    debt_quantile_0_95: float  # #p, line 2: loans.debt.quantile(.95)
    feats: pd.Index            # #p, line 13
    income_mean: float         # #p, line 1: loans.income.mean()
    lr: LogisticRegression     # #fit, line 2
    mu: float                  # #p, line 11
    ratio_mean: float          # #p, line 10: loans.ratio.mean()
    top: float                 # #p, line 11
