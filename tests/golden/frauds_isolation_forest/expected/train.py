"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import IsolationForest

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(15)
    tx = pd.DataFrame({"amount": rng.lognormal(3, 1, 300).round(2), "hour": rng.integers(0, 24, 300), "merchant": rng.choice(["grocer", "fuel", "online"], 300)})
    return tx


def train(tx: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #f
    tx["night"] = ((tx.hour < 6) | (tx.hour > 22)).astype(int)
    tx["log_amount"] = np.log1p(tx.amount)
    X = pd.get_dummies(tx[["log_amount", "night", "merchant"]])
    X_columns = X.columns
    # %% notebook.py #ask
    iso = IsolationForest(n_estimators=25, contamination=0.05, random_state=42)
    tx["anomaly"] = iso.fit_predict(X)
    state = State(X_columns=X_columns, iso=iso)
    return state, {}
