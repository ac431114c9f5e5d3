"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import contextlib
import io

import numpy as np
import pandas as pd

from .state import State


def preprocess(bikes: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of bikes, one output row per input row.

    bikes needs the columns temp, humidity, wind, season, holiday.
    A value may be missing in wind.
    """
    # %% notebook.py #prep
    bikes["mild"] = ((state.lo < bikes["temp"]) & (bikes["temp"] < state.hi)).astype(int)
    if (state.share) > 0.01:
        bikes["wind"] = bikes["wind"].fillna(state.wind_median)
    bikes["temp_z"] = (bikes["temp"] - state.centre) \
        / state.spread
    codes = state.codes
    encode = lambda s, codes=codes, *, default=-1: codes.get(s, default)
    bikes["season_code"] = bikes["season"].map(encode)
    bikes["holiday"] = bikes["holiday"].astype(int)
    bikes["feels"] = bikes.temp - .1 * bikes.wind
    bikes["feels"] += 2
    bikes["feels"] *= 1.5
    bikes["dry"] = (100 - bikes["humidity"]) / state.humidity_max
    for k in range(2):
        bikes[f"temp_pow{k}"] = bikes["temp_z"] ** (k + 2)

    with contextlib.redirect_stdout(io.StringIO()) as buffer, np.errstate(all="ignore"):
        bikes["log_wind"] = np.log(bikes["wind"] + state.wind_mean)
    X = bikes[state.features]
    return X
