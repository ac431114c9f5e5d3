"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.neighbors import KNeighborsRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    depth_mean: float         # #p, line 2: wells["depth"].mean()
    depth_std: float          # #p, line 2: wells["depth"].std()
    knn: KNeighborsRegressor  # #fit, line 2
