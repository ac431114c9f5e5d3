"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known_keys
from .state import State


def preprocess(rides: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return rides for the rows of rides, one output row per input row.

    rides needs the columns district, model, weekday, battery, minutes.
    """
    # %% notebook.py #clean
    # names are typed in by hand
    rides["district"] = rides["district"].str.strip().str.title()
    rides["model"] = rides["model"].str.strip().str.upper()
    # %% notebook.py #statistics
    rides = only_known_keys(rides, state.by_district, on="district").merge(state.by_district, on="district", how="left", suffixes=("", "_of_district"))
    rides = pd.merge(only_known_keys(rides, state.by_model_and_day, on=["model", "weekday"]), state.by_model_and_day, how="left", on=["model", "weekday"])
    rides = only_known_keys(rides, state.counts, on="model").merge(state.counts, on="model")
    rides = only_known_keys(rides, state.battery_agg, left_on="district", right_index=True).join(state.battery_agg, on="district", rsuffix="_d")
    rides = rides.merge(state.weekday, left_on="weekday", right_index=True, how="left")
    rides["weekday_minutes"] = rides["weekday_minutes"].fillna(state.minutes_mean)
    return rides
