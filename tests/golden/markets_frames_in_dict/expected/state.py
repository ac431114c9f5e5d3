"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import RandomForestRegressor


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    data_columns: dict[object, pd.Index]  # #p, line 10: columns of pd.get_dummies(data[part], columns=["ma...
    data_known: dict[object, dict]        # #p, line 10: known of pd.get_dummies(data[part], columns=["mark...
    features: list                        # #p, line 11
    forest: RandomForestRegressor         # #t, line 2
    years_median: float                   # #p, line 3: data["train"]["years"].median()
    years_median_2: float                 # #p, line 4: data["train"]["years"].median()
