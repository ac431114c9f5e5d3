"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from .state import State


def load() -> pd.Series:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(30)
    sales = pd.Series((100 + np.arange(48) * 2 + 10 * np.sin(np.arange(48) / 2) + rng.normal(0, 3, 48)).round(), index=pd.date_range("2019-01-01", periods=48, freq="MS"), name="units")
    return sales


def train(sales: pd.Series) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #fit
    train = sales[:-12]
    model = ExponentialSmoothing(train, trend="add", seasonal="add", seasonal_periods=12).fit()
    state = State(model=model)
    return state, {}
