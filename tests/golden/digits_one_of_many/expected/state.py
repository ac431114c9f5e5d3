"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.naive_bayes import GaussianNB


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    clf: GaussianNB    # #fit, line 5
    names: np.ndarray  # #ask, line 2
