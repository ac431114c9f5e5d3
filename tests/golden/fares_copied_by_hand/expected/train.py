"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import train_test_split

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #b
    rng = np.random.default_rng(11)
    n = 300
    rides = pd.DataFrame({
        "pickup": pd.Timestamp("2023-03-01") + pd.to_timedelta(rng.integers(0, 60 * 24 * 30, n), unit="min"),
        "distance": rng.gamma(2, 2.5, n).round(2),
        "passengers": rng.integers(1, 6, n),
        "payment": rng.choice(["card", "cash", None], n, p=[0.6, 0.3, 0.1]),
        "zone": rng.choice(["north", "south", "east", "west"], n),
    })
    rides["fare"] = (3 + rides.distance * 2.1 + (rides.zone == "north") * 4 + rng.normal(0, 1, n)).round(2)
    return rides


def train(rides: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #d
    X = rides.drop(columns=["fare"])
    y = rides.fare
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42)
    # %% notebook.py #e
    # ---- train ----
    X_train = X_train.copy()
    X_train["hour"] = X_train["pickup"].dt.hour
    X_train["weekend"] = (X_train["pickup"].dt.dayofweek >= 5).astype(int)
    X_train["payment"] = X_train["payment"].fillna(X_train["payment"].mode()[0])
    X_train["log_dist"] = np.log1p(X_train["distance"])
    zone_mean = X_train.groupby("zone")["distance"].mean()
    X_train["zone_dist"] = X_train["zone"].map(zone_mean)
    X_train = pd.get_dummies(X_train, columns=["payment", "zone"])
    X_train = X_train.drop("pickup", axis=1)
    # %% notebook.py #f
    # ---- the same for test ----
    X_test = X_test.copy()
    X_test["hour"] = X_test["pickup"].dt.hour
    X_test["weekend"] = (X_test["pickup"].dt.dayofweek >= 5).astype(int)
    payment_mode_0 = X_test["payment"].mode()[0]
    X_test["payment"] = X_test["payment"].fillna(payment_mode_0)
    X_test["log_dist"] = np.log1p(X_test["distance"])
    X_test["zone_dist"] = X_test["zone"].map(zone_mean)
    X_test_known = seen_values(X_test, ["payment", "zone"])
    X_test = pd.get_dummies(X_test, columns=["payment", "zone"])
    X_test_columns = X_test.columns
    X_test = X_test.drop("pickup", axis=1)
    # missing dummy columns get zero
    for col in X_train.columns:
        if col not in X_test.columns:
            X_test[col] = 0
    columns = X_train.columns
    X_test = X_test[columns]
    # %% notebook.py #g
    gbr = GradientBoostingRegressor(n_estimators=30, random_state=1)
    gbr.fit(X_train, y_train)
    # %% notebook.py #h
    fare = gbr.predict(X_test)
    # %% notebook.py #i
    mae = np.abs(fare - y_test).mean()
    state = State(
        X_test_columns=X_test_columns,
        X_test_known=X_test_known,
        columns=columns,
        gbr=gbr,
        payment_mode_0=payment_mode_0,
        zone_mean=zone_mean,
    )
    return state, {"mae": mae}
