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

    Competition_median: float         # #missing, line 1: all_data["Competition"].median()
    Size_median_by_Region: pd.Series  # #missing, line 3: table_0 of all_data.groupby("Region")["Size"].tran...
    all_data_columns: pd.Index        # #encode, line 7: columns of pd.get_dummies(all_data)
    lbl: LabelEncoder                 # #encode, line 2
    model: Ridge                      # #model, line 3
    train_columns: pd.DataFrame       # #files, line 1
