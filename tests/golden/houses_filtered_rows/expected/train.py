"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(10)
    houses = pd.DataFrame({
        "area": np.where(rng.random(200) < 0.1, np.nan, rng.uniform(20, 300, 200).round()),
        "rooms": rng.integers(0, 9, 200),
        "price": rng.uniform(50, 900, 200).round(),
    })
    return houses


def train(houses: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #filter
    houses = houses[houses["price"] < houses["price"].quantile(0.95)]
    houses = houses[houses["rooms"] > 0]
    houses = houses.dropna()
    houses["per_room"] = houses["area"] / houses["rooms"]
    X = houses[["area", "per_room"]]
    y = houses["price"]
    # %% notebook.py #fit
    model = LinearRegression().fit(X, y)
    state = State(model=model)
    return state, {}
