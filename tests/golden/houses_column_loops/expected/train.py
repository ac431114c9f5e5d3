"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(6)
    n = 260
    houses = pd.DataFrame({
        "LotArea": rng.lognormal(9, 0.4, n).round(), "GrLiv": rng.lognormal(7.2, 0.3, n).round(), "Garage": np.where(rng.random(n) < 0.1, np.nan, rng.integers(0, 4, n)),
        "Street": rng.choice(["Pave", "Grvl"], n, p=[0.9, 0.1]), "Zone": rng.choice(["RL", "RM", "FV", "C"], n, p=[0.6, 0.25, 0.1, 0.05]),
        "Id": np.arange(n), "SalePrice": 0,
    })
    houses["SalePrice"] = (houses.GrLiv * 90 + houses.LotArea * 2 + (houses.Zone == "RL") * 15000 + rng.normal(0, 9000, n)).round().astype(int)
    return houses


def train(houses: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #4
    columns = houses.columns
    value = {}
    houses_median = {}
    frozen_le = {}
    for col in columns:
        value[col] = houses[col].dtype == object or str(houses[col].dtype) in ("str", "string")
        if value[col]:
            le = LabelEncoder()
            houses[col] = le.fit_transform(houses[col].astype(str))
            frozen_le[col] = copy.deepcopy(le)
        else:
            houses_median[col] = houses[col].median()
            houses[col] = houses[col].fillna(houses_median[col])
    # skewed ones
    numeric = houses.select_dtypes(include=[np.number]).columns
    skewed = houses[numeric].skew()
    skewed = skewed[skewed > 0.5].index
    houses[skewed] = np.log1p(houses[skewed])
    # %% notebook.py #5
    feats = houses.columns.difference(["SalePrice", "Id"])
    X = houses[feats]
    y = houses["SalePrice"]
    # %% notebook.py #6
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=5)
    ridge = Ridge().fit(X_train, y_train)
    state = State(
        columns=columns,
        feats=feats,
        houses_median=houses_median,
        le=frozen_le,
        ridge=ridge,
        skewed=skewed,
        value=value,
    )
    return state, {}
