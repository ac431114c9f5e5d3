"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import os

import numpy as np
import pandas as pd
import sqlalchemy
from sklearn.linear_model import LogisticRegression

from .categories import seen_values
from .lookup import look_up
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #orders
    rng = np.random.default_rng(12)
    orders = pd.DataFrame(
        {
            "order_no": np.arange(5000, 5240),
            "customer_id": rng.integers(1, 70, 240),  # the shop has 60 customers, later ones are guests
            "amount": rng.gamma(2.0, 45, 240).round(2),
            "items": rng.integers(1, 7, 240),
        }
    )
    orders["returned"] = (rng.random(240) < 0.15 + 0.08 * orders["items"] / 2).astype(int)
    return orders


def train(orders: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #engine
    database = os.environ.get("SHOP_DATABASE", "sqlite:///shop.db")
    engine = sqlalchemy.create_engine(database)
    # %% notebook.py #customers
    orders = look_up(orders, engine)
    # %% notebook.py #features
    orders["is_guest"] = orders["id"].isna().astype(int)
    balance_median = orders["balance"].median()
    orders["balance"] = orders["balance"].astype(float).fillna(balance_median)
    orders["years"] = 2026 - orders["since"].astype(float).fillna(2026)
    features_known = seen_values(orders[["amount", "items", "balance", "years", "is_guest", "segment"]], ["segment"])
    features = pd.get_dummies(orders[["amount", "items", "balance", "years", "is_guest", "segment"]], columns=["segment"])
    features_columns = features.columns
    features["amount"] = np.log1p(features["amount"])
    # %% notebook.py #fit
    model = LogisticRegression(max_iter=2000).fit(features, orders["returned"])
    # %% notebook.py #ask
    orders["risk"] = model.predict_proba(features)[:, 1].round(6)
    # %% notebook.py #measure
    returns = float(orders["returned"].mean())
    state = State(
        balance_median=balance_median,
        engine=engine,
        features_columns=features_columns,
        features_known=features_known,
        model=model,
    )
    return state, {"returns": returns}
