"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from xgboost import Booster


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    best_iteration: int   # #q, line 1: bst.best_iteration + 1
    bst: Booster          # #imp, line 1
    tx_columns: pd.Index  # #p, line 3: columns of pd.get_dummies(tx, columns=["country"],...
