"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.impute import SimpleImputer
from xgboost import XGBRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    imp: SimpleImputer  # #prep, line 6
    xgb: XGBRegressor   # #fit, line 3
