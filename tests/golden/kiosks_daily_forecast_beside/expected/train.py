"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from .library import features
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #sales
    rng = np.random.default_rng(4)
    days = pd.date_range("2024-03-01", periods=60, freq="D").repeat(5)
    sales = pd.DataFrame({
        "day": days,
        "kiosk": np.tile(["north", "south", "east", "west", "pier"], 60),
        "temperature": rng.normal(14, 6, 300).round(1),
        "rain": rng.gamma(1, 2, 300).round(1),
    })
    sales["sold"] = (40 + 2.5 * sales.temperature - 3 * sales.rain + rng.normal(0, 4, 300)).round()
    return sales


def train(sales: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #features
    sales["weekend"] = (sales["day"].dt.dayofweek >= 5).astype(int)
    X = sales[features]
    # %% notebook.py #fit
    model = LinearRegression().fit(X, sales["sold"])
    state = State(model=model)
    return state, {}
