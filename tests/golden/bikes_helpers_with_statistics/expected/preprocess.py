"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import col
from .state import State


def preprocess(bikes: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of bikes, one output row per input row.

    bikes needs the columns season, weather, temp, wind, humidity, hour.
    A value may be missing in wind.
    """
    # %% notebook.py #prep
    bikes["wind"] = bikes["wind"].fillna(state.value)
    s = bikes["temp"]
    bikes["temp"] = (s - state.s_mean) / state.s_std
    s_2 = bikes["humidity"]
    bikes["humid_z"] = ((s_2 - state.s_2_mean) / state.s_2_std).clip(-2, 2)
    d = bikes
    d = d.copy()
    d[f"{col}_share"] = d[col].map(state.d_value_counts)
    for c in ["season", "weather"]:
        d[c] = state.le[c].transform(d[c])
    d["cap"] = d["humidity"].clip(upper=state.humidity_quantile_0_9)
    X = d.drop(columns=["count"], errors="ignore")
    X = X.pipe(lambda d: d.assign(night=(d["hour"] < 6).astype(int)))
    return X
