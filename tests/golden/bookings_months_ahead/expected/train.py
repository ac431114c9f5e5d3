"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import PolynomialFeatures

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(4)
    bookings = pd.DataFrame({
        "month": pd.date_range("2020-01-01", periods=54, freq="MS"),
        "nights": (900 + 12 * np.arange(54) + 0.2 * np.arange(54) ** 2 + rng.normal(0, 40, 54)).round(),
    })
    return bookings


def train(bookings: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #t
    t = np.arange(len(bookings)).reshape(-1, 1)
    poly = PolynomialFeatures(degree=2)
    T = poly.fit_transform(t)
    nights = bookings["nights"].values
    # %% notebook.py #fit
    trend = LinearRegression()
    trend.fit(T, nights)
    # %% notebook.py #ahead
    # next year
    horizon = 12
    bookings_len = len(bookings)
    future = np.arange(bookings_len, bookings_len + horizon).reshape(-1, 1)
    state = State(bookings_len=bookings_len, poly=poly, trend=trend)
    return state, {}
