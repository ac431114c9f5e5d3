"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

from .library import features
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(2)
    orders = pd.DataFrame({
        "Order Value": rng.uniform(1, 500, 150).round(2),
        "items": rng.integers(1, 9, 150),
        "weight": np.where(rng.random(150) < 0.2, np.nan, rng.uniform(0.1, 30, 150)),
        "express": rng.random(150) < 0.3,
        "note": rng.choice(["", "fragile", "gift"], 150),
        "warehouse": rng.choice(["A", "B"], 150),
    })
    orders["days"] = (orders["weight"].fillna(3) / 10 + orders["items"] - orders["express"] * 2 + 3).round(1)
    return orders


def train(orders: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #edit
    orders.rename(columns={"Order Value": "value"}, inplace=True)
    orders.loc[orders["weight"].isna(), "weight"] = 3
    orders.loc[orders["value"] > 400, "value"] = 400
    orders.insert(0, "per_item", orders["value"] / orders["items"])
    orders["express"] = orders["express"].astype(int)
    orders["warehouse"] = orders["warehouse"].map({"A": 0, "B": 1})
    orders["value"] += 1
    del orders["note"]
    # %% notebook.py #features
    X = orders[features]
    X = X.assign(heavy=X["weight"] > 20)
    y = orders["days"]
    # %% notebook.py #fit
    model = DecisionTreeRegressor(max_depth=4, random_state=0).fit(X, y)
    state = State(model=model)
    return state, {}
