"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(33)
    guests = pd.DataFrame({
        "guest": rng.integers(1000, 1160, 200),
        "nights": rng.integers(1, 9, 200),
        "country": rng.choice(["at", "de", "fr", "it"], 200),
        "price": rng.normal(120, 30, 200).round(),
    })
    guests["again"] = (rng.random(200) < 0.2 + 0.05 * (guests["nights"] > 4)).astype(int)
    guests = pd.concat([guests, guests.sample(15, random_state=1)], ignore_index=True)  # the export doubles rows
    return guests


def train(guests: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clean
    guests = guests.drop_duplicates()
    # one stay for each guest
    guests = guests[~guests.duplicated(subset=["guest"], keep="last")].reset_index(drop=True)
    # %% notebook.py #features
    guests["per_night"] = guests["price"] / guests["nights"]
    price_quantile_0_8 = guests["price"].quantile(0.8)
    guests["dear"] = (guests["price"] > price_quantile_0_8).astype(int)
    X = pd.get_dummies(guests.drop(columns=["guest", "again"]), columns=["country"])
    X_columns = X.columns
    y = guests["again"]
    # %% notebook.py #fit
    clf = LogisticRegression(max_iter=3000).fit(X, y)
    state = State(X_columns=X_columns, clf=clf, price_quantile_0_8=price_quantile_0_8)
    return state, {}
