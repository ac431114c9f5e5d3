"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #orders
    rng = np.random.default_rng(31)
    n = 300
    orders = pd.DataFrame({
        "order_id": np.arange(1000, 1000 + n),
        "zone": rng.choice(["N1", "N2", "E4", "S9", "W3"], n, p=[.3, .25, .25, .15, .05]),
        "km": rng.gamma(3, 2.0, n).round(1),
        "parcels": rng.integers(1, 6, n),
    })
    orders["minutes"] = (9 + 2.4 * orders.km + 3 * orders.parcels + rng.normal(0, 4, n)).round(1)
    return orders


def train(orders: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #rates
    # zone rates, typed off the wall chart (W3 has no rate, it is served by partners)
    rates = pd.DataFrame({"zone": ["N1", "N2", "E4", "S9"], "traffic": [1.3, 1.1, 0.9, 1.6], "hub_km": [2, 5, 9, 12]})
    # %% notebook.py #join
    df = orders.merge(rates, on="zone")
    df["load"] = df["km"] * df["traffic"]
    df = df.drop("order_id", axis=1)
    X = df[["km", "parcels", "traffic", "hub_km", "load"]]
    y = df["minutes"]
    # %% notebook.py #fit
    rf = RandomForestRegressor(n_estimators=25, random_state=1)
    rf.fit(X, y)
    # %% notebook.py #r2
    r2 = rf.score(X, y)
    state = State(rates=rates, rf=rf)
    return state, {"r2": r2}
