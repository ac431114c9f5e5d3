"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from xgboost import XGBRegressor

from .library import cols
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(9)
    n = 210
    houses = pd.DataFrame({"LotArea": rng.normal(9000, 2500, n).round(), "OverallQual": rng.integers(2, 10, n), "GarageCars": rng.choice([0, 1, 2, np.nan], n, p=[0.2, 0.4, 0.35, 0.05]), "YearBuilt": rng.integers(1930, 2011, n)})
    houses["SalePrice"] = (houses.LotArea * 4 + houses.OverallQual * 18000 + (houses.YearBuilt - 1930) * 300 + rng.normal(0, 9000, n)).round(-2)
    return houses


def train(houses: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prep
    X = houses[cols]
    y = houses.SalePrice
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    imp = SimpleImputer(strategy="median")
    Xt = imp.fit_transform(X_train)
    # %% notebook.py #fit
    xgb = XGBRegressor(n_estimators=60, max_depth=3, learning_rate=0.15, n_jobs=1)
    xgb.fit(Xt, np.log1p(y_train))
    state = State(imp=imp, xgb=xgb)
    return state, {}
