"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor, VotingRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error
from sklearn.preprocessing import MinMaxScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #c2
    rng = np.random.default_rng(21)
    df = pd.DataFrame({"temp": rng.normal(18, 7, 200).round(1), "hum": rng.uniform(20, 95, 200).round(0),
                       "season": rng.integers(1, 5, 200), "workingday": rng.integers(0, 2, 200)})
    df["cnt"] = (df.temp * 12 - df.hum + 40 * df.season + rng.normal(0, 15, 200)).round().astype(int)
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #c5
    scaler = MinMaxScaler()
    scaler.fit(df[["temp"]])
    frozen_scaler = copy.deepcopy(scaler)
    df["temp"] = scaler.transform(df[["temp"]])
    scaler.fit(df[["hum"]])
    df["hum"] = scaler.transform(df[["hum"]])
    # %% notebook.py #c6
    X = df.drop("cnt", axis=1)
    X = pd.get_dummies(X, columns=["season"])
    X_columns = X.columns
    y = df["cnt"]
    X_train, X_test = X[:150], X[150:]
    y_train, y_test = y[:150], y[150:]
    # %% notebook.py #c8
    model = Ridge(alpha=0.5)
    model.fit(X_train, y_train)
    forest = RandomForestRegressor(n_estimators=8, random_state=1)
    model = VotingRegressor([("ridge", model), ("forest", forest)])
    model.fit(X_train, y_train)
    # %% notebook.py #c9
    pred = model.predict(X_test)
    pred = np.round(pred).astype(int)
    # %% notebook.py #c10
    mse = mean_squared_error(y_test, pred)
    state = State(X_columns=X_columns, model=model, scaler=frozen_scaler, scaler_2=scaler)
    return state, {"mse": mse}
