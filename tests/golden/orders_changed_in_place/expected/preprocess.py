"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import features
from .state import State


def preprocess(orders: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of orders, one output row per input row.

    orders needs the columns Order Value, items, weight, express, warehouse.
    A value may be missing in weight.
    """
    # %% notebook.py #edit
    orders.rename(columns={"Order Value": "value"}, inplace=True)
    orders.loc[orders["weight"].isna(), "weight"] = 3
    orders.loc[orders["value"] > 400, "value"] = 400
    orders.insert(0, "per_item", orders["value"] / orders["items"])
    orders["express"] = orders["express"].astype(int)
    orders["warehouse"] = orders["warehouse"].map({"A": 0, "B": 1})
    orders["value"] += 1
    # %% notebook.py #features
    X = orders[features]
    X = X.assign(heavy=X["weight"] > 20)
    return X
