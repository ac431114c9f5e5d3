"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    clf: LogisticRegression  # #6, line 7
    imp: SimpleImputer       # #5, line 4
