"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.preprocessing import StandardScaler
from torch.nn import Sequential


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    model: Sequential         # #d, line 10
    scaler: StandardScaler    # #c, line 4
    y_scaler: StandardScaler  # #c, line 6
