"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import torch
from sklearn.preprocessing import MinMaxScaler

from .library import WineNet


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    best: WineNet         # #ask, line 6
    device: torch.device  # #t, line 2
    sc: MinMaxScaler      # #p, line 3
