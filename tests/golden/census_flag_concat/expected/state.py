"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import RandomForestClassifier


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    education_dtype: pd.CategoricalDtype  # #3, line 6: dtype of full["education"].astype("category")
    hours_max: int                        # #3, line 7: full["hours"].max()
    hours_min: int                        # #3, line 7: full["hours"].min()
    rf: RandomForestClassifier            # #5, line 2
    train_df_columns: pd.DataFrame        # #3, line 1
    workclass_mode_0: str                 # #3, line 4: full["workclass"].mode()[0]
    workclass_uniques: pd.Index           # #3, line 5: uniques of pd.factorize(full["workclass"])
