"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    X_columns: pd.Index        # #ages, line 11: columns of pd.get_dummies(members.drop(columns=["b...
    model: LogisticRegression  # #fit, line 2
    now: datetime              # #clock, line 1, read anew for each request
    this_year: int             # #clock, line 2, read anew for each request
