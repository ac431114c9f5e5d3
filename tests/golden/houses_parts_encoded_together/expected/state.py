"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import Lasso


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    all_data_columns: pd.Index   # #together, line 7: columns of pd.get_dummies(all_data)
    all_data_known: dict         # #together, line 7: known of pd.get_dummies(all_data)
    lasso: Lasso                 # #fit, line 2
    skew: float                  # #together, line 4
    train_columns: pd.DataFrame  # #split, line 8
