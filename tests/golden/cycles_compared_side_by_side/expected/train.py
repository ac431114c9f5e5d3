"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import warnings

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

from .library import features
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #rentals
    rs = np.random.RandomState(5)
    days = 180
    df = pd.DataFrame({
        "temp": rs.uniform(-4, 31, days).round(1),
        "humidity": rs.uniform(0.3, 1.0, days).round(2),
        "windspeed": rs.gamma(2.0, 5.0, days).round(1),
        "workingday": rs.randint(0, 2, days),
        "weather": rs.choice(["clear", "mist", "rain"], days, p=[0.6, 0.3, 0.1]),
    })
    df["cnt"] = (40 * df.temp + 300 * df.workingday - 900 * df.humidity + 2000 + rs.normal(0, 90, days)).round().astype(int)
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #setup
    warnings.filterwarnings("ignore")
    # %% notebook.py #prepare
    df["weather"] = df["weather"].map({"clear": 0, "mist": 1, "rain": 2})
    X, y = df[features], df["cnt"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=12)
    mu = X_train["windspeed"].mean()
    X_test = X_test.copy()
    X_train = X_train.copy()
    X_train["windy"] = (X_train["windspeed"] > mu).astype(int)
    X_test["windy"] = (X_test["windspeed"] > mu).astype(int)
    # %% notebook.py #model
    lr = LinearRegression()
    lr.fit(X_train, y_train)
    # %% notebook.py #side_by_side
    comparison = pd.concat(
        [
            X_test.reset_index(drop=True),
            y_test.reset_index(drop=True),  # the truth
            pd.DataFrame(lr.predict(X_test), columns=["pred"]),
        ],
        axis=1,
    )
    comparison["pred"] = comparison["pred"].clip(lower=0).round()
    comparison["residual"] = comparison["cnt"] - comparison["pred"]
    comparison["cnt_later"] = y_test.values
    # %% notebook.py #rmse
    rmse = float(np.sqrt((comparison["residual"] ** 2).mean()))
    state = State(lr=lr, mu=mu)
    return state, {"rmse": rmse}
