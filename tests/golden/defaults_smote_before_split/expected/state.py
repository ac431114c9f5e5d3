"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import LabelEncoder, MinMaxScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    forest: RandomForestClassifier  # #forest, line 2
    le: LabelEncoder                # #encode, line 2
    mm: MinMaxScaler                # #bec0bda0, line 3
