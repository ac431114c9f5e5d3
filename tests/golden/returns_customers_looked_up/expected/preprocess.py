"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_known
from .lookup import look_up
from .state import State


def preprocess(orders: pd.DataFrame, state: State) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return orders and features for the rows of orders, one output row per input row.

    orders needs the columns customer_id, amount, items.
    """
    # %% notebook.py #customers
    orders = look_up(orders, state.engine)
    # %% notebook.py #features
    orders["is_guest"] = orders["id"].isna().astype(int)
    orders["balance"] = orders["balance"].astype(float).fillna(state.balance_median)
    orders["years"] = 2026 - orders["since"].astype(float).fillna(2026)
    features = pd.get_dummies(only_known(orders[["amount", "items", "balance", "years", "is_guest", "segment"]], state.features_known), columns=["segment"])
    features = features.reindex(columns=state.features_columns, fill_value=False)
    features["amount"] = np.log1p(features["amount"])
    return orders, features
