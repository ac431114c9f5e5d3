"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    gb: GradientBoostingClassifier  # #5, line 5
    pressure_mean: float            # #4, line 6: visits["pressure"].mean()
    pressure_std: float             # #4, line 6: visits["pressure"].std()
    value: np.ndarray               # #5, line 2: visits.columns != "risk"
