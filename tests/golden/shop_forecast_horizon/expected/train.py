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
    rng = np.random.default_rng(30)
    sales = pd.DataFrame({"month": pd.date_range("2019-01-01", periods=60, freq="MS"), "units": (100 + np.arange(60) * 2 + 10 * np.sin(np.arange(60) / 2) + rng.normal(0, 3, 60)).round()})
    return sales


def train(sales: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #x
    sales["t"] = np.arange(len(sales))
    sales["sin"] = np.sin(sales["t"] / 2)
    # %% notebook.py #fit
    model = LinearRegression().fit(sales[["t", "sin"]], sales["units"])
    # %% notebook.py #ask
    steps = 12
    sales_len = len(sales)
    future = pd.DataFrame({"t": range(sales_len, sales_len + steps)})
    future["sin"] = np.sin(future["t"] / 2)
    forecast = model.predict(future)
    # %% notebook.py #p
    total = float(forecast.sum())
    state = State(model=model, sales_len=sales_len)
    return state, {"total": total}
