"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np

from .library import Net


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    mean: np.ndarray  # #tensors, line 3
    net: Net          # #ask, line 1
    std: np.ndarray   # #tensors, line 4
