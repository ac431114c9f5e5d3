"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(traffic: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of traffic, one output row per input row.

    traffic needs the columns time, rain, holiday.
    """
    # %% notebook.py #prepare
    traffic["hour"] = traffic["time"].dt.hour
    traffic["weekend"] = traffic["time"].dt.dayofweek >= 5
    X = traffic[["hour", "rain", "holiday", "weekend"]]
    total = X[["rain", "hour"]].cumsum(axis=1)  # along the row, not down the table
    X = X.assign(wet_hour=total["hour"])
    return X
