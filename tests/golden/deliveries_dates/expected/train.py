"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(4)
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 700, 180), unit="D")
    rides = pd.DataFrame({
        "ordered": days,
        "delivered": (days + pd.to_timedelta(rng.integers(1, 9, 180), unit="D")).strftime("%d/%m/%Y"),
        "distance": rng.uniform(1, 300, 180).round(),
    })
    rides["cost"] = (rides["distance"] * 0.4 + rides["ordered"].dt.month + rng.normal(0, 3, 180)).round(2)
    return rides


def train(rides: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #dates
    rides["delivered"] = pd.to_datetime(rides["delivered"], format="%d/%m/%Y")
    rides["took"] = (rides["delivered"] - rides["ordered"]).dt.days
    rides["month"] = rides["ordered"].dt.month
    rides["weekend"] = rides["ordered"].dt.dayofweek >= 5
    ordered_min = rides["ordered"].min()
    rides["since"] = (rides["ordered"] - ordered_min).dt.days
    X_known = seen_values(rides[["distance", "took", "weekend", "since", "month"]], ["month"])
    X = pd.get_dummies(rides[["distance", "took", "weekend", "since", "month"]], columns=["month"], prefix="m")
    X_columns = X.columns
    # %% notebook.py #fit
    model = Ridge().fit(X, np.log1p(rides["cost"]))
    state = State(X_columns=X_columns, X_known=X_known, model=model, ordered_min=ordered_min)
    return state, {}
