"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.tree import DecisionTreeRegressor

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(44)
    houses = pd.DataFrame({"size": rng.integers(40, 220, 130), "rooms": rng.integers(1, 7, 130), "garden": rng.integers(0, 2, 130)})
    houses["price"] = (houses["size"] * 2.1 + houses.rooms * 8 + houses.garden * 25 + rng.normal(0, 9, 130)).round(1)
    return houses


def train(houses: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #fit
    X, y = houses[["size", "rooms", "garden"]].values, houses["price"].values
    models = {"ols": LinearRegression(), "ridge": Ridge(alpha=2.0), "tree": DecisionTreeRegressor(max_depth=4, random_state=0)}
    for model in models.values():
        model.fit(X, y)
        print(type(model).__name__, round(model.score(X, y), 3))
    state = State(models=models)
    return state, {}
