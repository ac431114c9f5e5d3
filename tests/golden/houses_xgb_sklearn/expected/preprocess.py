"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(houses: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of houses, one output row per input row.

    houses needs the columns area, rooms, year, zone, garage.
    A value may be missing in garage.
    """
    # %% notebook.py #p
    houses["age"] = 2024 - houses["year"]
    houses[["zone"]] = state.enc.transform(houses[["zone"]])
    X = houses.drop(["price", "year"], axis=1, errors="ignore")
    X_test = X
    return X_test
