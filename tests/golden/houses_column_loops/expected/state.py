"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.preprocessing import LabelEncoder


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    columns: pd.Index                   # #4, line 2: houses.columns
    feats: pd.Index                     # #5, line 1
    houses_median: dict[object, float]  # #4, line 7: houses[col].median()
    le: dict[object, LabelEncoder]      # #4, line 5: estimator of le.fit_transform(houses[col].astype(s...
    ridge: Ridge                        # #6, line 4
    skewed: pd.Index                    # #4, line 11
    value: dict[object, bool]           # #4, line 3: houses[col].dtype == object or str(houses[col].dty...
