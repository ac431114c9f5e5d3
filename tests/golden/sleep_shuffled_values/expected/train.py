"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.neighbors import KNeighborsRegressor

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #nights
    rng = np.random.default_rng(64)
    nights = pd.DataFrame({
        "coffee": rng.integers(0, 6, 220),
        "screen_min": rng.gamma(2, 40, 220).round(),
        "steps": rng.normal(8200, 2500, 220).round(),
        "age": rng.integers(18, 71, 220),
    })
    nights["deep"] = (110 - 6 * nights.coffee - nights.screen_min / 9 + nights.steps / 900 + rng.normal(0, 4, 220)).round(1)
    return nights


def train(nights: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #shuffle
    # shuffle, then the first 80% are for training
    nights = nights.sample(frac=1, random_state=14)
    dataset = nights[["coffee", "screen_min", "steps", "deep"]].values
    n = int(len(dataset) * 0.8)
    X_train, y_train = dataset[:n, :3], dataset[:n, 3]
    X_test, y_test = dataset[n:, 0:3], dataset[n:, 3]
    # %% notebook.py #knn
    knn = KNeighborsRegressor(n_neighbors=7, weights="distance")
    knn.fit(X_train, y_train)
    # %% notebook.py #deep
    deep_sleep = knn.predict(X_test)
    # %% notebook.py #rmse
    rmse = float(np.sqrt(((deep_sleep - y_test) ** 2).mean()))
    state = State(knn=knn)
    return state, {"rmse": rmse}
