"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass
from sqlite3 import Connection

from sklearn.ensemble import RandomForestRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    forest: RandomForestRegressor  # #fit, line 1
    height_mean: float             # #table, line 1: readings["height"].mean()
    stations: Connection           # #stations, line 2, made anew by every process
