"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

from .library import features, pay_codes, test_codes
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #rides
    rng = np.random.default_rng(77)
    n = 400
    cabs = pd.DataFrame({
        "ride_id": np.arange(n) + 5000,
        "pickup": pd.Timestamp("2022-06-01") + pd.to_timedelta(rng.integers(0, 60 * 24 * 20, n), unit="min"),
        "company": rng.choice(["Metro", "metro", "Blue Line", "blue line", "Otto"], n),
        "metres": rng.gamma(3, 1800, n).round(),
        "payment": rng.choice(["card", "cash", "app"], n, p=[0.5, 0.3, 0.2]),
        "tolls": np.where(rng.random(n) < 0.12, np.nan, rng.choice([0.0, 2.5, 6.0], n)),
    })
    cabs["minutes"] = (cabs.metres / 420 + (cabs.company.str.lower() == "metro") * 3 + rng.normal(6, 2, n)).round(1)
    return cabs


def train(cabs: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #split
    train, test = train_test_split(cabs, test_size=0.2, random_state=3)
    train = train.copy()
    test = test.copy()
    # %% notebook.py #train-features
    # cleaning, training data
    train = train[train["minutes"] < 60]
    train["company"] = train["company"].str.lower().str.strip()
    train["km"] = train["metres"] / 1000
    train["hour"] = train["pickup"].dt.hour
    train["rush"] = train["hour"].between(7, 9).astype(int)
    train["tolls"] = train["tolls"].fillna(train["tolls"].median())
    train["pay"] = train["payment"].map(pay_codes)
    train["log_minutes"] = np.log1p(train["minutes"])
    companies = {name: i for i, name in enumerate(sorted(train["company"].unique()))}
    train["company"] = train["company"].map(companies).fillna(-1)
    train["per_km"] = train["tolls"] / (train.km + 1)
    # %% notebook.py #test-features
    # same for test
    test["company"] = test["company"].str.strip()
    test["km"] = test["metres"] / 1000
    test["hour"] = test["pickup"].dt.hour
    test["rush"] = test["hour"].between(7, 10).astype(int)
    tolls_median = test["tolls"].median()
    test["tolls"] = test["tolls"].fillna(tolls_median)
    test["pay"] = test["payment"].map(test_codes)
    test["company"] = test["company"].map(companies).fillna(-1)
    test["per_km"] = test["tolls"] / (test.km + 1)
    # %% notebook.py #forest
    forest = RandomForestRegressor(n_estimators=20, random_state=5)
    forest.fit(train[features], train["log_minutes"])
    # %% notebook.py #minutes
    minutes = np.expm1(forest.predict(test[features])).round(1)
    # %% notebook.py #error
    mae = np.abs(minutes - test["minutes"]).mean()
    state = State(companies=companies, forest=forest, tolls_median=tolls_median)
    return state, {"mae": mae}
