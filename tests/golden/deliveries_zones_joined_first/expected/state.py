"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.pipeline import Pipeline


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    df_columns: list     # #join, line 1: columns of pd.merge(zones, orders, on="zone")
    knn: Pipeline        # #fit, line 5
    vans: pd.DataFrame   # #tables, line 2
    zones: pd.DataFrame  # #tables, line 1
