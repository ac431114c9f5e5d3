"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    columns_names: dict          # #3, line 1: names of dataset.columns
    ct: ColumnTransformer        # #5, line 4
    imputer: SimpleImputer       # #4, line 3
    regressor: LinearRegression  # #7, line 3
    sc: StandardScaler           # #6, line 5
