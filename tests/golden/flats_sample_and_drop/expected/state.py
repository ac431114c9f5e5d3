"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.tree import DecisionTreeRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    district_dtype: pd.CategoricalDtype  # #4, line 2: dtype of flats["district"].astype("category")
    predictors: list                     # #5, line 4
    tree: DecisionTreeRegressor          # #5, line 7
