"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.ensemble import RandomForestClassifier


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    Age_median: float                      # #clean, line 16: dataset["Age"].median()
    Fare_median: float                     # #clean, line 18: test["Fare"].dropna().median()
    freq_port: str                         # #clean, line 9
    random_forest: RandomForestClassifier  # #fit, line 2
