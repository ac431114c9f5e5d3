"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(trips: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of trips, one output row per input row.

    trips needs the columns distance, passengers, payment, hour, fare.
    A value may be missing in distance.
    """
    # %% notebook.py #clean
    trips["distance"] = trips["distance"].fillna(state.distance_median)
    night = (trips["hour"] >= 22) | (trips["hour"] < 6)
    trips["night"] = night.astype(int)
    for col in ["distance", "fare"]:
        trips[col + "_log"] = np.log1p(trips[col])
    trips = pd.get_dummies(trips, columns=["payment"])
    trips = trips.reindex(columns=[column for column in state.trips_columns if column != 'tip'], fill_value=False)
    # %% notebook.py #fit
    X = trips.drop(columns="tip", errors="ignore")
    X_test = X
    return X_test
