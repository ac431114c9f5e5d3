"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import Lasso, LinearRegression, Ridge
from sklearn.tree import DecisionTreeRegressor

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(23)
    plants = pd.DataFrame({"AT": rng.normal(20, 7, 200).round(2), "V": rng.normal(54, 12, 200).round(2), "RH": rng.uniform(25, 100, 200).round(2)})
    plants["PE"] = (500 - 2 * plants.AT - 0.3 * plants.V + rng.normal(0, 3, 200)).round(2)
    return plants


def train(plants: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #s
    msk = np.random.RandomState(0).rand(len(plants)) < 0.8
    train_df, test_df = plants[msk], plants[~msk]
    X_train, y_train = train_df[["AT", "V", "RH"]], train_df["PE"]
    X_test, y_test = test_df[["AT", "V", "RH"]], test_df["PE"]
    # %% notebook.py #fit
    regs = [LinearRegression(), Ridge(1.0), Lasso(0.1), DecisionTreeRegressor(max_depth=3)]
    results = []
    for reg in regs:
        reg.fit(X_train, y_train)
        rmse = np.sqrt(np.mean((reg.predict(X_test) - y_test) ** 2))
        results.append((type(reg).__name__, rmse))
    results = pd.DataFrame(results, columns=["model", "rmse"]).sort_values("rmse")
    # %% notebook.py #ask
    best_reg = regs[int(results.index[0])]
    state = State(best_reg=best_reg, regs=regs)
    return state, {}
