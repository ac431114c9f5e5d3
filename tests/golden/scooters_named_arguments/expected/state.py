"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.feature_selection import SelectKBest
from sklearn.preprocessing import LabelEncoder, StandardScaler
from sklearn.svm import SVR


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    label_encoder: LabelEncoder      # #prep, line 7: estimator of LabelEncoder().fit_transform(y=trips[...
    part_of_day_edges: np.ndarray    # #prep, line 5: edges of pd.cut(bins=4, x=trips["hour"], labels=Fa...
    picker: SelectKBest              # #prep, line 14
    scaler: StandardScaler           # #prep, line 12
    svr: SVR                         # #fit, line 4
    zone_km_mean_by_zone: pd.Series  # #prep, line 6: table of trips.groupby(by="zone")["km"].transform(...
    zones: pd.DataFrame              # #load, line 7
