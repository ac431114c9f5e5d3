"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import LabelEncoder


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    knn: KNeighborsClassifier    # #6, line 3
    label_encoder: LabelEncoder  # #4, line 2: estimator of LabelEncoder().fit_transform(beans["c...
    mean: np.ndarray             # #5, line 7
    std: np.ndarray              # #5, line 8
