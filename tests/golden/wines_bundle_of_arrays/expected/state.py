"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    feature_names: list       # #frame, line 1: wine.feature_names
    model: SVC                # #fit, line 7
    scaler: StandardScaler    # #fit, line 5
    target_names: np.ndarray  # #ask, line 2: wine.target_names
