"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import Ridge


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    columns: pd.Index          # #scale, line 2: soil.columns
    features: list             # #scale, line 12
    high: dict[object, float]  # #scale, line 2
    low: dict[object, float]   # #scale, line 2
    ridge: Ridge               # #fit, line 2
    value: dict[object, bool]  # #scale, line 3: soil[col].dtype.kind not in "if" or col in skip
