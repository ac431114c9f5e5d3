"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known
from .state import State


def preprocess(cars: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of cars, one output row per input row.

    cars needs the columns make, fuel, sporty, km.
    """
    # %% notebook.py #codes
    cars["make"] = cars["make"].astype(state.make_dtype).cat.codes
    cars["fuel"] = cars["fuel"].str.upper().map({"PETROL": 0, "DIESEL": 1})
    cars["fuel_share"] = only_known(cars["fuel"], state.share.index).map(state.share)
    cars["band"] = pd.cut(cars["km"], [-1, 50_000, 100_000, 1e9], labels=["low", "mid", "high"])
    cars = pd.get_dummies(cars, columns=["band"])
    X = cars.drop("price", axis=1, errors="ignore")
    return X
