"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import warnings

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #data
    rng = np.random.default_rng(6)
    n = 230
    beans = pd.DataFrame({"altitude": rng.normal(1400, 250, n).round(), "moisture": rng.normal(0.11, 0.02, n), "process": rng.choice(["washed", "natural", "honey"], n), "defects": rng.poisson(2, n)})
    beans["points"] = (76 + beans.altitude / 250 - beans.defects * 0.4 + (beans["process"] == "washed") * 1.3 + rng.normal(0, 0.7, n)).round(2)
    return beans


def train(beans: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #imports
    warnings.filterwarnings("ignore")
    # %% notebook.py #split
    data = pd.get_dummies(beans, columns=["process"])
    data_columns = data.columns
    y = data.pop("points")
    X_train, X_test, y_train, y_test = train_test_split(data, y, test_size=0.3, random_state=11)
    # %% notebook.py #final
    forest = RandomForestRegressor(n_estimators=30, random_state=5)
    forest.fit(X_train, y_train)
    state = State(data_columns=data_columns, forest=forest)
    return state, {}
