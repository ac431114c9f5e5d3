"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.feature_extraction import DictVectorizer
from sklearn.tree import DecisionTreeClassifier


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    columns_names: dict         # #names, line 2: names of visits.columns
    columns_names_2: dict       # #short, line 1: names of visits.columns
    dt: DecisionTreeClassifier  # #fit, line 7
    dv: DictVectorizer          # #fit, line 5
