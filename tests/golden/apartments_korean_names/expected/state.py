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

    X_columns: pd.Index  # #prep, line 6: columns of pd.get_dummies(아파트.drop(columns=["전세금"]...
    면적__mean: float      # #prep, line 2: 아파트["면적(㎡)"].mean()
    모델: Ridge            # #fit, line 1
    지역별_평균: pd.Series    # #prep, line 3
    층_median: float      # #prep, line 5: 아파트["층"].median()
