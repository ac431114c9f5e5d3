"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.preprocessing import LabelEncoder, StandardScaler
from torch.nn import CrossEntropyLoss

from .library import WaterNet


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    Sulfate_mean: float          # #prep, line 1: water["Sulfate"].mean()
    criterion: CrossEntropyLoss  # #train, line 5
    le: LabelEncoder             # #prep, line 3
    net: WaterNet                # #test, line 1
    scaler: StandardScaler       # #prep, line 7
