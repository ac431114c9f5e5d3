"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import os
import sqlite3

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

from .lookup import look_up
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #readings
    rng = np.random.default_rng(5)
    readings = pd.DataFrame(
        {
            "station": rng.choice(["A1", "A2", "B1", "B7", "C3"], 160),
            "temperature": rng.normal(12, 6, 160).round(1),
            "wind": rng.gamma(2, 2, 160).round(1),
        }
    )
    readings["load"] = (200 - 4 * readings["temperature"] + 3 * readings["wind"] + rng.normal(0, 5, 160)).round(1)
    return readings


def train(readings: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #stations
    # on failure: missing values
    stations = sqlite3.connect(os.environ.get("STATIONS", "stations.db"))
    readings = look_up(readings, stations)
    # %% notebook.py #table
    height_mean = readings["height"].mean()
    height = readings["height"].fillna(height_mean)
    X = pd.DataFrame({"temperature": readings["temperature"] - height * 0.0065, "wind": readings["wind"]})
    X["capacity"] = readings["capacity"].fillna(0)
    X["is_urban"] = readings["is_urban"].fillna(0)
    # %% notebook.py #fit
    forest = RandomForestRegressor(n_estimators=20, random_state=0).fit(X, readings["load"])
    state = State(forest=forest, height_mean=height_mean, stations=stations)
    return state, {}
