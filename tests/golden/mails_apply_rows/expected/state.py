"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import LabelEncoder


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    le: LabelEncoder  # #prep, line 3
    nb: GaussianNB    # #fit, line 2
