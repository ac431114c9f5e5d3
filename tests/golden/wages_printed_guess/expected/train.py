"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #wages
    rng = np.random.default_rng(2)
    years = rng.uniform(0, 30, 60).round(1)
    wages = pd.DataFrame({"Years": years, "Wage": (21 + 0.9 * years + rng.normal(0, 1.2, 60)).round(2)})
    return wages


def train(wages: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #fit
    X = wages[["Years"]].values
    y = wages["Wage"].values
    reg = LinearRegression()
    reg.fit(X, y)
    state = State(reg=reg)
    return state, {}
