"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd

from .library import ChurnNet


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    THRESHOLD: float       # #par, line 2
    X_columns: pd.Index    # #pre, line 4: columns of pd.get_dummies(customers[features], col...
    X_mean: pd.Series      # #pre, line 5: X.mean()
    X_std: pd.Series       # #pre, line 5: X.std()
    churn_model: ChurnNet  # #t, line 7
    monthly_median: float  # #pre, line 1: customers["monthly"].median()
