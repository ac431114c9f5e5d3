"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.preprocessing import LabelEncoder

from .library import col
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(12)
    n = 230
    bikes = pd.DataFrame({
        "season": rng.choice(["spring", "summer", "autumn", "winter"], n),
        "weather": rng.choice(["clear", "rain", "snow"], n, p=[.6, .3, .1]),
        "temp": rng.normal(14, 8, n).round(1),
        "wind": np.where(rng.random(n) < .15, np.nan, rng.gamma(2, 5, n).round(1)),
        "humidity": rng.uniform(20, 100, n).round(),
        "hour": rng.integers(0, 24, n),
    })
    bikes["count"] = (bikes.temp * 8 + bikes.hour * 3 + rng.normal(0, 20, n)).clip(0).round()
    return bikes


def train(bikes: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #helpers
    def rmse(a, b):
        return float(np.sqrt(((a - b) ** 2).mean()))
    # %% notebook.py #prep
    value = bikes["wind"].agg("median")  # one number
    bikes["wind"] = bikes["wind"].fillna(value)
    bikes, wind_median = bikes, value
    s = bikes["temp"]
    s_mean = s.mean()
    s_std = s.std()
    bikes["temp"] = (s - s_mean) / s_std
    s_2 = bikes["humidity"]
    s_2_mean = s_2.mean()
    s_2_std = s_2.std()
    bikes["humid_z"] = ((s_2 - s_2_mean) / s_2_std).clip(-2, 2)
    d = bikes
    d = d.copy()
    d_value_counts = d[col].value_counts(normalize=True)
    d[f"{col}_share"] = d[col].map(d_value_counts)
    frozen_le = {}
    for c in ["season", "weather"]:
        le = LabelEncoder()
        d[c] = le.fit_transform(d[c])
        frozen_le[c] = copy.deepcopy(le)
    humidity_quantile_0_9 = d["humidity"].quantile(0.9)
    d["cap"] = d["humidity"].clip(upper=humidity_quantile_0_9)
    X = d.drop(columns=["count"])
    X = X.pipe(lambda d: d.assign(night=(d["hour"] < 6).astype(int)))
    y = bikes["count"]
    # %% notebook.py #fit
    gb = GradientBoostingRegressor(n_estimators=15, random_state=0)
    gb.fit(X, y)
    # %% notebook.py #ask
    rented = gb.predict(X).round(1)
    # %% notebook.py #score
    error = rmse(y, rented)
    state = State(
        d_value_counts=d_value_counts,
        gb=gb,
        humidity_quantile_0_9=humidity_quantile_0_9,
        le=frozen_le,
        s_2_mean=s_2_mean,
        s_2_std=s_2_std,
        s_mean=s_mean,
        s_std=s_std,
        value=value,
    )
    return state, {"error": error}
