"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.pipeline import Pipeline


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    features: list            # #search, line 6
    model: Pipeline           # #search, line 11
    target_names: np.ndarray  # #ask, line 3: np.array(wine.target_names)
