"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(5)
    cars = pd.DataFrame({
        "make": rng.choice(["audi", "bmw", "fiat", "opel"], 160),
        "fuel": rng.choice(["petrol", "diesel"], 160),
        "sporty": rng.random(160) < 0.4,
        "km": rng.uniform(0, 2e5, 160).round(),
        "price": rng.uniform(1e3, 4e4, 160).round(),
    })
    return cars


def train(cars: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #codes
    make_dtype_result = cars["make"].astype("category")
    make_dtype = make_dtype_result.dtype
    cars["make"] = make_dtype_result.cat.codes
    cars["fuel"] = cars["fuel"].str.upper().map({"PETROL": 0, "DIESEL": 1})
    share = cars["fuel"].value_counts(normalize=True)
    cars["fuel_share"] = cars["fuel"].map(share)
    cars["band"] = pd.cut(cars["km"], [-1, 50_000, 100_000, 1e9], labels=["low", "mid", "high"])
    cars = pd.get_dummies(cars, columns=["band"])
    X = cars.drop("price", axis=1)
    y = cars["price"]
    # %% notebook.py #fit
    model = GradientBoostingRegressor(n_estimators=10, random_state=0).fit(X, y)
    state = State(make_dtype=make_dtype, model=model, share=share)
    return state, {}
