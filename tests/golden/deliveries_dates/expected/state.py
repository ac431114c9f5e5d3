"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import Ridge


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    X_columns: pd.Index        # #dates, line 6: columns of pd.get_dummies(rides[["distance", "took...
    X_known: dict              # #dates, line 6: known of pd.get_dummies(rides[["distance", "took",...
    model: Ridge               # #fit, line 1
    ordered_min: pd.Timestamp  # #dates, line 5: rides["ordered"].min()
