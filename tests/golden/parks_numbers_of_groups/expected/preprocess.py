"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_known
from .library import features
from .state import State


def preprocess(parks: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of parks, one output row per input row.

    parks needs the columns park, season, weather, temp.
    """
    # %% notebook.py #encode
    codes, uniques = (state.weather_uniques.get_indexer(only_known(parks["weather"].values, state.weather_uniques)), state.weather_uniques)
    parks["weather_id"] = codes
    names, park_id = (state.park_values, np.searchsorted(state.park_values, parks["park"]))
    parks["park_id"] = park_id
    # one number for each pair
    parks["place_id"] = only_known(parks[["park", "season"]], state.place_id_number_by_park_season.index).join(state.place_id_number_by_park_season, on=["park", "season"])['number']
    parks["season_id"] = parks["season"].map(state.season_id_number_by_season)
    # %% notebook.py #features
    X = parks[features]
    return X
