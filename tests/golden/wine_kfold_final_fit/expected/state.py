"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import MinMaxScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    columns_names: dict            # #4, line 2: names of wine.columns
    model: RandomForestClassifier  # #6, line 4
    scaler: MinMaxScaler           # #6, line 2
