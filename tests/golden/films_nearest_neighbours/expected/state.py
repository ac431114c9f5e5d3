"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.neighbors import NearestNeighbors


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    knn: NearestNeighbors  # #fit, line 1
    movies: pd.DataFrame   # #load, line 3
    vectors: np.ndarray    # #vec, line 2
