"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sqlalchemy import Engine


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    balance_median: float       # #features, line 2: orders["balance"].median()
    engine: Engine              # #engine, line 2, made anew by every process
    features_columns: pd.Index  # #features, line 4: columns of pd.get_dummies(orders[["amount", "items...
    features_known: dict        # #features, line 4: known of pd.get_dummies(orders[["amount", "items",...
    model: LogisticRegression   # #fit, line 1
