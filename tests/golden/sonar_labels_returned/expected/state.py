"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import torch

from .library import Sonar


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    device: torch.device  # #1, line 8
    sonar: Sonar          # #5, line 3
