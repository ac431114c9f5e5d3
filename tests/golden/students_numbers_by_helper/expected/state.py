"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.svm import SVC


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    Max: dict[object, int]       # #scale, line 1
    col: int                     # #scale, line 1: np.min(col)
    col_2: int                   # #scale, line 1: np.max(col)
    mean: dict[object, float]    # #scale, line 1
    svc: SVC                     # #fit, line 2
    value: dict[object, bool]    # #scale, line 1: np.max(col) > 6
    value_2: dict[object, bool]  # #scale, line 1: np.max(col) > 2
