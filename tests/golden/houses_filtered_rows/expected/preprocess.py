"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(houses: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of houses, one output row per input row.

    houses needs the columns area, rooms.
    A value may be missing in area.
    """
    # %% notebook.py #filter
    houses = houses[houses["rooms"] > 0]
    houses = houses.dropna()
    houses["per_room"] = houses["area"] / houses["rooms"]
    X = houses[["area", "per_room"]]
    return X
