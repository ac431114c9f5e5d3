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

    columns: pd.Index  # #prep, line 14: X_train.columns
    ridge: Ridge       # #fit, line 5
