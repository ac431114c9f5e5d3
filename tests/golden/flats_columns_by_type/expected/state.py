"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.linear_model import LinearRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    cat_cols: list                   # #p, line 2
    flats_columns: pd.Index          # #p, line 1: columns of flats.dropna(axis=1, how="all")
    flats_columns_2: pd.Index        # #q, line 1: columns of pd.get_dummies(flats, columns=["heating...
    flats_known: dict                # #q, line 1: known of pd.get_dummies(flats, columns=["heating",...
    flats_median: pd.Series          # #p, line 6: flats[num_cols].median()
    flats_mode_0: dict[object, str]  # #p, line 5: flats[c].mode()[0]
    num_cols: pd.Index               # #p, line 3
    reg: LinearRegression            # #t, line 3
    skewed: pd.Series                # #p, line 13
