"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #l
    rng = np.random.default_rng(8)
    n = 350
    hire = pd.DataFrame({
        "when": pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.permutation(n), unit="D"),
        "temp": rng.normal(15, 8, n).round(1),
        "humidity": rng.integers(20, 100, n),
        "weather": rng.choice(["clear", "rain", "snow"], n, p=[0.6, 0.3, 0.1]),
        "holiday": rng.integers(0, 2, n),
    })
    hire["count"] = np.maximum(5, 200 + 12 * hire.temp - hire.humidity + rng.normal(0, 30, n)).astype(int)
    return hire


def train(hire: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    hire = hire.sort_values("when").reset_index(drop=True)
    hire["month"] = hire["when"].dt.month
    hire["weekday"] = hire["when"].dt.weekday
    hire_columns_result = pd.get_dummies(hire["weather"], prefix="w", drop_first=True)
    hire_columns = hire_columns_result.columns
    hire = pd.concat([hire, hire_columns_result], axis=1)
    hire["target"] = np.log1p(hire["count"])
    temp_mean = hire["temp"].mean()
    temp_std = hire["temp"].std()
    hire["temp"] = (hire["temp"] - temp_mean) / temp_std
    hire = hire.drop(["weather", "count", "when"], axis=1)
    # %% notebook.py #s
    split = int(len(hire) * 0.8)
    train, test = hire.iloc[:split], hire.iloc[split:]
    X_train, y_train = train.drop("target", axis=1), train["target"]
    # %% notebook.py #f
    lin = LinearRegression()
    lin.fit(X_train, y_train)
    state = State(hire_columns=hire_columns, lin=lin, temp_mean=temp_mean, temp_std=temp_std)
    return state, {}
