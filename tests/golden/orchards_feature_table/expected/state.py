"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.ensemble import RandomForestRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    forest: RandomForestRegressor  # #fit, line 3
    value: bool                    # #features, line 12: "note" in trees.columns
