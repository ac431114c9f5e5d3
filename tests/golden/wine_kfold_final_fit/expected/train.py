"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import MinMaxScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(21)
    n = 260
    wine = pd.DataFrame({
        "fixed acidity": rng.normal(8, 1.5, n).round(1),
        "volatile acidity": rng.gamma(3, 0.17, n).round(2),
        "residual sugar": rng.gamma(2, 1.3, n).round(1),
        "pH": rng.normal(3.3, 0.15, n).round(2),
        "alcohol": rng.normal(10.4, 1, n).round(1),
    })
    wine["quality"] = np.clip((wine.alcohol - 4 * wine["volatile acidity"] + rng.normal(0, 0.7, n) - 2.5).round(), 3, 8).astype(int)
    return wine


def train(wine: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #4
    wine["good"] = [1 if q >= 6 else 0 for q in wine["quality"]]
    columns_names_before = wine.columns
    wine.columns = [c.replace(" ", "_") for c in wine.columns]
    columns_names = dict(zip(columns_names_before, wine.columns, strict=True))
    wine["sugar_log"] = np.log(wine["residual_sugar"] + 0.1)
    X = wine.drop(["quality", "good"], axis=1)
    y = wine["good"]
    # %% notebook.py #6
    scaler = MinMaxScaler().fit(X)
    model = RandomForestClassifier(n_estimators=30, random_state=0, max_depth=6)
    model.fit(scaler.transform(X), y)
    state = State(columns_names=columns_names, model=model, scaler=scaler)
    return state, {}
