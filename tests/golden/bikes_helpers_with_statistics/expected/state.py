"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.preprocessing import LabelEncoder


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    d_value_counts: pd.Series       # #prep, line 5: d[col].value_counts(normalize=True)
    gb: GradientBoostingRegressor   # #fit, line 3
    humidity_quantile_0_9: float    # #prep, line 5: d["humidity"].quantile(0.9)
    le: dict[object, LabelEncoder]  # #prep, line 5: estimator of le.fit_transform(d[c])
    s_2_mean: float                 # #prep, line 4: s_2.mean()
    s_2_std: float                  # #prep, line 4: s_2.std()
    s_mean: float                   # #prep, line 3: s.mean()
    s_std: float                    # #prep, line 3: s.std()
    value: float                    # #prep, line 1
