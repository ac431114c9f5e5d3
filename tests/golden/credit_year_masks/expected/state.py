"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder, StandardScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    clf: LogisticRegression  # #fit, line 3
    features: list           # #xy, line 1
    le: LabelEncoder         # #fill, line 6
    med: float               # #fill, line 2
    sc: StandardScaler       # #xy, line 5
