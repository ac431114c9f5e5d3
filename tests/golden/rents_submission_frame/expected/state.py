"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import ExtraTreesRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    district_dtype: pd.CategoricalDtype  # #prep, line 3: dtype of df["district"].astype("category")
    reg: ExtraTreesRegressor             # #fit, line 3
