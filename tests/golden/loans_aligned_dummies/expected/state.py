"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import MinMaxScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    app_train_columns: pd.DataFrame  # #align, line 3
    log_reg: LogisticRegression      # #fit, line 8
    scaler: MinMaxScaler             # #fit, line 4
