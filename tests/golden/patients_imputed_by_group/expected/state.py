"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import KBinsDiscretizer, RobustScaler, StandardScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    insulin_mean_by_smoker: pd.Series  # #c, line 7: table_0 of patients.groupby("smoker")["insulin"].t...
    kb: KBinsDiscretizer               # #d, line 9
    knn: KNeighborsClassifier          # #e, line 4
    med: pd.Series                     # #c, line 5
    patients_agg: dict[object, float]  # #c, line 4: patients[col].agg(how)
    q1: dict[object, float]            # #d, line 6
    q3: dict[object, float]            # #d, line 6
    scaler: RobustScaler               # #d, line 11
    scaler_2: StandardScaler           # #d, line 13
    sex_columns: pd.Index              # #d, line 14: columns of pd.get_dummies(patients["sex"], drop_fi...
    smoker_columns: pd.Index           # #d, line 15: columns of pd.get_dummies(patients.smoker, prefix=...
