"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    mean: np.ndarray           # #scale, line 1
    model: LogisticRegression  # #fit, line 2
    names: np.ndarray          # #load, line 2
    spread: np.ndarray         # #scale, line 1
