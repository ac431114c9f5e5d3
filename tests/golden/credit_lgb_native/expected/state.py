"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from lightgbm import Booster


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    best_iteration: int                 # #q, line 1: gbm.best_iteration
    gbm: Booster                        # #t, line 4
    purpose_dtype: pd.CategoricalDtype  # #p, line 2: dtype of loans["purpose"].astype("category")
