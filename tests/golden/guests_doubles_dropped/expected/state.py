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

    X_columns: pd.Index        # #features, line 3: columns of pd.get_dummies(guests.drop(columns=["gu...
    clf: LogisticRegression    # #fit, line 2
    price_quantile_0_8: float  # #features, line 2: guests["price"].quantile(0.8)
