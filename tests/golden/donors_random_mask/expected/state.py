"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.svm import SVC


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    mu: pd.Series     # #e, line 1
    sigma: pd.Series  # #e, line 1
    svm: SVC          # #e, line 6
