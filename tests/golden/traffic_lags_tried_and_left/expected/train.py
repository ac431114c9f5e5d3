"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(32)
    traffic = pd.DataFrame({
        "time": pd.date_range("2024-05-01", periods=240, freq="h"),
        "rain": rng.exponential(0.4, 240).round(2),
        "holiday": rng.random(240) < 0.05,
    })
    traffic["cars"] = (900 + 500 * np.sin(traffic["time"].dt.hour / 24 * 6.3) - 80 * traffic["rain"]).round()
    return traffic


def train(traffic: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prepare
    traffic["hour"] = traffic["time"].dt.hour
    traffic["weekend"] = traffic["time"].dt.dayofweek >= 5
    # tried: what the hour before had (not better, left out below)
    traffic["before"] = traffic["cars"].shift(1)
    traffic["day_mean"] = traffic["cars"].rolling(24, min_periods=1).mean()
    traffic["rank"] = traffic["rain"].rank()
    X = traffic[["hour", "rain", "holiday", "weekend"]]
    total = X[["rain", "hour"]].cumsum(axis=1)  # along the row, not down the table
    X = X.assign(wet_hour=total["hour"])
    y = traffic["cars"]
    # %% notebook.py #fit
    tree = DecisionTreeRegressor(max_depth=5, random_state=0)
    tree.fit(X, y)
    state = State(tree=tree)
    return state, {}
