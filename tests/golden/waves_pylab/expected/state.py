"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    feats: np.ndarray   # #p, line 3
    height_mean: float  # #p, line 2: mean(log1p(waves["height"]))
    w: np.ndarray       # #p, line 5
