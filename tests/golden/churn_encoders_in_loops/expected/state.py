"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, OrdinalEncoder


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    TotalCharges_mean: float         # #c, line 2: telco["TotalCharges"].mean()
    columns: pd.Index                # #c, line 6: telco.columns
    enc: dict[object, LabelEncoder]  # #d, line 4: estimator of enc.fit_transform(telco[col])
    le: dict[object, LabelEncoder]   # #c, line 6
    mm: dict[object, MinMaxScaler]   # #d, line 10: estimator of mm.fit_transform(telco[[c]])
    model: LogisticRegression        # #e, line 3
    ordinal_encoder: OrdinalEncoder  # #d, line 6: estimator of OrdinalEncoder().fit_transform(telco[...
    value: dict[object, bool]        # #c, line 7: not pd.api.types.is_numeric_dtype(telco[col]) and ...
