"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known, only_known_keys
from .library import cats
from .state import State


def preprocess(adverts: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return adverts for the rows of adverts, one output row per input row.

    adverts needs the columns site, device, hour, bid.
    A value may be missing in device.
    """
    # %% notebook.py #encode
    adverts["device"] = adverts["device"].fillna("unknown")
    adverts["site_te"] = adverts["site"].map(state.smooth)
    adverts["device_te"] = only_known(adverts["device"], state.clicked_mean.index).map(state.clicked_mean)
    adverts["site2"] = adverts["site"].replace(state.rare, "other")
    adverts[cats] = adverts[cats].apply(lambda column: state.adverts_encoders[column.name].transform(column))
    adverts["morning"] = adverts["site"].map(state.table[0])
    adverts = only_known_keys(adverts, state.agg, on="device_te").merge(state.agg, on="device_te", how="left")
    return adverts
