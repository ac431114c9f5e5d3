"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import LinearRegression

from .modules.helpers import Clipper


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    clipper: Clipper       # #p, line 7
    df_columns: pd.Index   # #p, line 4: columns of pd.get_dummies(df, columns=["part"])
    df_known: dict         # #p, line 4: known of pd.get_dummies(df, columns=["part"])
    reg: LinearRegression  # #fit, line 2
