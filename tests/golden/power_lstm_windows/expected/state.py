"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from .library import LoadForecaster


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    feature_cols: list     # #3, line 1
    model: LoadForecaster  # #6, line 1
    mu: float              # #3, line 3
    sigma: float           # #3, line 3
