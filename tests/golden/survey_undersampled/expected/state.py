"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    clf: LogisticRegression   # #5, line 3
    survey_columns: pd.Index  # #4, line 1: columns of pd.get_dummies(survey, columns=["dept"]...
