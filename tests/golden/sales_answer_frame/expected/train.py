"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(8)
    sales = pd.DataFrame({"ads": rng.uniform(0, 9, 140), "price": rng.uniform(1, 4, 140), "sold": 0.0})
    sales["sold"] = sales["ads"] * 3 - sales["price"] + rng.normal(0, 0.5, 140)
    sales.index = np.arange(140) * 2 + 5
    return sales


def train(sales: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #order
    sales = sales.sort_values("ads", kind="stable")
    standard_scaler = StandardScaler()
    X = standard_scaler.fit_transform(sales[["ads", "price"]])
    # %% notebook.py #fit
    model = LinearRegression().fit(X, sales["sold"])
    state = State(model=model, standard_scaler=standard_scaler)
    return state, {}
