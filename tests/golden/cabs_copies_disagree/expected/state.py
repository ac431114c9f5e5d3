"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.ensemble import RandomForestRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    companies: dict                # #train-features, line 11
    forest: RandomForestRegressor  # #forest, line 3
    tolls_median: float            # #test-features, line 6: test["tolls"].median()
