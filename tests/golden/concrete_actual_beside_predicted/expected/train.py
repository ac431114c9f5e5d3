"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #lab
    rng = np.random.default_rng(41)
    n = 210
    concrete = pd.DataFrame({
        "cement": rng.uniform(110, 520, n).round(1),
        "water": rng.uniform(130, 240, n).round(1),
        "slag": rng.choice([0.0, 22.0, 95.0, 180.0], n),
        "age": rng.choice([3, 7, 14, 28, 90], n),
        "plant": rng.choice(["nord", "hafen", "tal"], n),
    })
    concrete["strength"] = (
        0.09 * concrete.cement + 0.05 * concrete.slag - 0.12 * concrete.water + 6 * np.log(concrete.age)
        + rng.normal(0, 2, n) + 22
    ).round(2)
    return concrete


def train(concrete: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #features
    concrete["wc"] = concrete["water"] / concrete["cement"]   # water-cement ratio, the classic
    concrete["log_age"] = np.log(concrete["age"])
    data = pd.get_dummies(concrete.drop(columns=["age"]), columns=["plant"], drop_first=True)
    data_columns = data.columns
    X = data.drop("strength", axis=1)
    y = data["strength"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=7)
    # %% notebook.py #fit
    rf = RandomForestRegressor(n_estimators=15, random_state=0)
    rf.fit(X_train, y_train)
    # %% notebook.py #compare
    results = pd.DataFrame({
        "Actual": y_test.values,                  # MPa, from the press
        "Predicted": rf.predict(X_test).round(2),
        "wc": X_test["wc"].values,
        "Error": (y_test - rf.predict(X_test)).values,
        "model": "forest",
        "Actual again": (y_test.values),
    })
    results["abs_error"] = results["Error"].abs()
    results["off by %"] = 100 * results["abs_error"] / results["Actual"]
    results["passes C25"] = results["Predicted"] >= 25
    # %% notebook.py #how_good
    mae = results["abs_error"].mean()
    state = State(data_columns=data_columns, rf=rf)
    return state, {"mae": mae}
