"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known
from .state import State


def preprocess(flats: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of flats, one output row per input row.

    flats needs the columns area, rooms, floor, heating.
    A value may be missing in rooms, heating.
    """
    # %% notebook.py #fill
    # gaps
    flats["rooms"] = flats["rooms"].fillna(state.rooms_mean)
    flats["heating"] = flats["heating"].fillna(state.heating_mode_0)
    flats["area"] = flats["area"].clip(state.low, state.high)
    # %% notebook.py #scale
    flats["floor"] = (flats["floor"] - state.floor_min) / (state.floor_max - state.floor_min)
    for column in ["area", "rooms"]:
        flats[column + "_z"] = (flats[column] - state.flats_mean[column]) / state.flats_std[column]
    flats["is_large"] = flats["area"] > state.median_area
    X = pd.get_dummies(only_known(flats[["area_z", "rooms_z", "floor", "is_large", "heating"]], state.X_known), prefix="by", dtype=int)
    X = X.reindex(columns=state.X_columns, fill_value=0)
    return X
