"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .lookup import look_up
from .state import State


def preprocess(readings: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of readings, one output row per input row.

    readings needs the columns station, temperature, wind.
    """
    # %% notebook.py #stations
    readings = look_up(readings, state.stations)
    # %% notebook.py #table
    height = readings["height"].fillna(state.height_mean)
    X = pd.DataFrame({"temperature": readings["temperature"] - height * 0.0065, "wind": readings["wind"]})
    X["capacity"] = readings["capacity"].fillna(0)
    X["is_urban"] = readings["is_urban"].fillna(0)
    return X
