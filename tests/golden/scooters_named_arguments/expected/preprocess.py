"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_binned
from .state import State


def preprocess(trips: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of trips, one output row per input row.

    trips needs the columns km, zone.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    trips.insert(1, "hour", 10)
    trips.insert(3, "battery", 78.0)
    # %% notebook.py #prep
    trips = trips.merge(right=state.zones, on="zone", how="left")
    trips["part_of_day"] = only_binned(pd.cut(trips["hour"], state.part_of_day_edges, labels=False), trips["hour"])
    trips["zone_km"] = trips["zone"].map(state.zone_km_mean_by_zone)
    trips["zone"] = state.label_encoder.transform(trips["zone"])
    X = trips.drop(columns=["minutes"], errors="ignore")
    X_test = X
    return X_test
