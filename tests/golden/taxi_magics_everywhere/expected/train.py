"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #rows
    rng = np.random.default_rng(42)
    n = 300
    trips = pd.DataFrame({
        "distance": rng.gamma(2.0, 2.5, n).round(2),
        "passengers": rng.integers(1, 6, n),
        "payment": rng.choice(["card", "cash", "app"], n, p=[.6, .3, .1]),
        "hour": rng.integers(0, 24, n),
    })
    trips["fare"] = (3.2 + trips["distance"] * 1.9 + rng.normal(0, .8, n)).round(2)
    trips.loc[rng.choice(n, 20, replace=False), "distance"] = np.nan
    trips["tip"] = (trips["fare"] * np.where(trips["payment"] == "cash", 0.02, 0.17) + rng.gamma(1.0, .3, n)).round(2)
    return trips


def train(trips: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clean
    distance_median = trips["distance"].median()
    trips["distance"] = trips["distance"].fillna(distance_median)
    night = (trips["hour"] >= 22) | (trips["hour"] < 6)
    trips["night"] = night.astype(int)
    for col in ["distance", "fare"]:
        trips[col + "_log"] = np.log1p(trips[col])
    trips = pd.get_dummies(trips, columns=["payment"])
    trips_columns = trips.columns
    # %% notebook.py #fit
    X = trips.drop(columns="tip")
    y = trips["tip"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=.25, random_state=0)
    model = RandomForestRegressor(n_estimators=20, random_state=0)
    model.fit(X_train, y_train)
    # %% notebook.py #ask
    pred = model.predict(X_test)
    # %% notebook.py #score
    mae = mean_absolute_error(y_test, pred)
    state = State(distance_median=distance_median, model=model, trips_columns=trips_columns)
    return state, {"mae": mae}
