"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.tree import DecisionTreeRegressor

from .library import Clipper


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    clipper: Clipper             # #p, line 28
    scale_age: object            # #p, line 17
    sizes: dict                  # #p, line 25
    tree: DecisionTreeRegressor  # #fit, line 1
