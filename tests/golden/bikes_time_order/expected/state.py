"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import LinearRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    hire_columns: pd.Index  # #p, line 4: columns of pd.get_dummies(hire["weather"], prefix=...
    lin: LinearRegression   # #f, line 2
    temp_mean: float        # #p, line 6: hire["temp"].mean()
    temp_std: float         # #p, line 6: hire["temp"].std()
