"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import KNeighborsClassifier


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    knn: KNeighborsClassifier  # #fit, line 3
    target_names: np.ndarray   # #ask, line 5: iris_dataset["target_names"]
