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

    X_columns: pd.Index      # #prepare, line 5: columns of pd.get_dummies(survey.drop(columns=["re...
    X_known: dict            # #prepare, line 5: known of pd.get_dummies(survey.drop(columns=["retu...
    clf: LogisticRegression  # #train, line 2
