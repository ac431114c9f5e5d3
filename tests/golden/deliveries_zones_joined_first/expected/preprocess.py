"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(orders: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of orders, one output row per input row.

    orders needs the columns zone, van, items.
    """
    # %% notebook.py #join
    df = orders.merge(state.zones, on="zone").filter(items=state.df_columns)          # sorted by zone now, who cares
    df = pd.merge(state.vans, df, how="right", on="van")
    df["full"] = df["items"] / df["boxes"]
    # %% notebook.py #xy
    X = df[["km", "stairs", "items", "full"]]
    return X
