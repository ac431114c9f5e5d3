"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import train_test_split

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #read
    rng = np.random.default_rng(21)
    rides = pd.DataFrame({"distance_km": rng.gamma(2, 3, 250).round(1), "hour": rng.integers(0, 24, 250), "passengers": rng.integers(1, 5, 250),
        "weekday": rng.choice(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], 250)})
    rides["fare"] = (3 + 1.8 * rides.distance_km + 2 * (rides.hour > 21) + rng.normal(0, 0.6, 250)).round(2)
    return rides


def train(rides: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #features
    rides["night"] = ((rides["hour"] >= 22) | (rides["hour"] < 6)).astype(int)
    rides = pd.get_dummies(rides, columns=["weekday"], dtype=int)
    rides_columns = rides.columns
    X = rides.drop(columns=["fare"])
    y = rides["fare"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=5)
    # %% notebook.py #fit
    gbr = GradientBoostingRegressor(n_estimators=40, random_state=0)
    gbr.fit(X_train.values, y_train.values)
    state = State(gbr=gbr, rides_columns=rides_columns)
    return state, {}
