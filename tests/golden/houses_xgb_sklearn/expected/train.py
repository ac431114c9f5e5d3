"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OrdinalEncoder
from xgboost import XGBRegressor

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #l
    rng = np.random.default_rng(8)
    n = 260
    houses = pd.DataFrame({"area": rng.normal(110, 30, n).round(1), "rooms": rng.integers(1, 8, n), "year": rng.integers(1900, 2020, n),
                           "zone": rng.choice(["A", "B", "C"], n), "garage": rng.choice([0, 1, np.nan], n)})
    houses["price"] = houses.area * 2000 + houses.rooms * 5000 + (houses.zone == "A") * 40000 + rng.normal(0, 10000, n)
    return houses


def train(houses: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    houses["age"] = 2024 - houses["year"]
    enc = OrdinalEncoder()
    houses[["zone"]] = enc.fit_transform(houses[["zone"]])
    X = houses.drop(["price", "year"], axis=1)
    y = np.log1p(houses["price"])
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    # %% notebook.py #t
    model = XGBRegressor(n_estimators=40, learning_rate=0.2, max_depth=3, early_stopping_rounds=5, random_state=0, n_jobs=1)
    model.fit(X_train, y_train, eval_set=[(X_test, y_test)], verbose=False)
    # %% notebook.py #q
    y_pred = np.expm1(model.predict(X_test))
    # %% notebook.py #e
    rmse = float(np.sqrt(np.mean((y_pred - np.expm1(y_test)) ** 2)))
    state = State(enc=enc, model=model)
    return state, {"rmse": rmse}
