"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import torch

from .library import DigitNet


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    DEVICE: torch.device  # #imports, line 6
    net: DigitNet         # #all, line 1
