"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.ensemble import GradientBoostingRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    half: float                       # #steps, line 10
    model: GradientBoostingRegressor  # #fit, line 2
    step: int                         # #steps, line 3
