"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import RobustScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    lr: LogisticRegression      # #5, line 3
    rob_scaler: RobustScaler    # #3, line 4
    rob_scaler_2: RobustScaler  # #3, line 5
