"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .library import feature_cols
from .state import State


def preprocess(ads: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_te for the rows of ads, one output row per input row.

    ads needs the columns age, minutes, hour.
    """
    # %% notebook.py #3
    ads["evening"] = (ads["hour"] >= 18).astype(int)
    ads["log_minutes"] = np.log1p(ads["minutes"])
    # %% notebook.py #4
    balanced = ads.copy()
    # %% notebook.py #5
    X_all = balanced[feature_cols]
    X_te = X_all
    return X_te
