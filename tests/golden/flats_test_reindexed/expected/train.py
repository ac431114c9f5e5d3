"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from .state import State


def load() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #files
    rng = np.random.default_rng(81)
    def listing(n, districts):
        return pd.DataFrame({
            "id": rng.integers(10_000, 99_999, n),
            "district": rng.choice(districts, n),
            "heating": rng.choice(["gas", "district", "wood"], n, p=[0.6, 0.3, 0.1]),
            "m2": rng.normal(68, 21, n).round(1),
            "rooms": rng.integers(1, 6, n),
        })
    train = listing(220, ["Altona", "Barmbek", "Eppendorf", "Wilhelmsburg"])
    train["rent"] = (train.m2 * 13 + train.rooms * 30 + train["district"].map({"Altona": 90, "Barmbek": 20, "Eppendorf": 160, "Wilhelmsburg": -60}) + rng.normal(0, 40, 220)).round()
    test = listing(60, ["Altona", "Barmbek"])   # the new listings are all from two districts
    return train, test


def train(train: pd.DataFrame, test: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prep
    # same cleaning for both
    for df in [train, test]:
        df["m2"] = df["m2"].clip(15, 200)
        df["m2_per_room"] = df["m2"] / df["rooms"]

    y_train = train["rent"]
    X_train = train.drop(["id", "rent"], axis=1)
    X_test = test.drop("id", axis=1)

    X_train = pd.get_dummies(X_train)
    X_test = pd.get_dummies(X_test)

    columns = X_train.columns
    X_test = X_test.reindex(columns=columns, fill_value=0)
    # %% notebook.py #fit
    ridge = Ridge(alpha=2.0)
    ridge.fit(X_train, y_train)
    state = State(columns=columns, ridge=ridge)
    return state, {}
