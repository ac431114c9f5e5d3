"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    classifier: LogisticRegression  # #fit, line 3
    columns_names: dict             # #scale, line 6: names of X_test2.columns
    sc: StandardScaler              # #scale, line 3
