"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.linear_model import LinearRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    FACTOR: float          # #prepare-py-1, line 12
    FEATURES: list         # #ratios-py-1, line 3
    LOW: float             # #prepare-py-1, line 11
    lin: LinearRegression  # #fit, line 2
