"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(29)
    n = 200
    orders = pd.DataFrame({"order_id": np.arange(n), "zone": rng.choice(["A", "B", "C"], n), "van": rng.choice(["small", "large"], n), "items": rng.poisson(4, n) + 1})
    orders["minutes"] = (12 + orders["items"] * 2 + (orders["zone"] == "C") * 9 + (orders["van"] == "large") * 3 + rng.normal(0, 1.5, n)).round(1)
    return orders


def train(orders: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #tables
    zones = pd.DataFrame({"zone": ["C", "A", "B"], "km": [11.5, 2.0, 5.5], "stairs": [1, 0, 1]})
    vans = pd.DataFrame([["large", 12], ["small", 4]], columns=["van", "boxes"])
    # %% notebook.py #join
    df = pd.merge(zones, orders, on="zone")          # sorted by zone now, who cares
    df_columns = list(df.columns)
    df = pd.merge(vans, df, how="right", on="van")
    df["full"] = df["items"] / df["boxes"]
    # %% notebook.py #xy
    X = df[["km", "stairs", "items", "full"]]
    y = df["minutes"]
    # %% notebook.py #fit
    knn = make_pipeline(StandardScaler(), KNeighborsRegressor(n_neighbors=7))
    knn.fit(X, y)
    state = State(df_columns=df_columns, knn=knn, vans=vans, zones=zones)
    return state, {}
