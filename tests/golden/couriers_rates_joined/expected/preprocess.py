"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(orders: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of orders, one output row per input row.

    orders needs the columns zone, km, parcels.
    """
    # %% notebook.py #join
    df = orders.merge(state.rates, on="zone")
    df["load"] = df["km"] * df["traffic"]
    df = df.drop("order_id", axis=1, errors="ignore")
    X = df[["km", "parcels", "traffic", "hub_km", "load"]]
    return X
