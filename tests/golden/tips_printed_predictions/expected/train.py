"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeRegressor

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #bills
    np.random.seed(21)
    tips = pd.DataFrame({
        "total_bill": np.random.gamma(4, 5, 160).round(2),
        "size": np.random.randint(1, 7, 160),
        "day": np.random.choice(["Thur", "Fri", "Sat", "Sun"], 160),
        "smoker": np.random.choice(["Yes", "No"], 160),
    })
    tips["tip"] = (0.14 * tips["total_bill"] + 0.2 * tips["size"] + np.random.normal(0, 0.4, 160)).round(2)
    return tips


def train(tips: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clean
    le = LabelEncoder()
    frozen_le = {}
    for c in ["day", "smoker"]:
        tips[c] = le.fit_transform(tips[c])
        frozen_le[c] = copy.deepcopy(le)
    tips["per_head"] = tips["total_bill"] / tips["size"]
    X = tips.drop("tip", axis=1)
    y = tips["tip"]
    # %% notebook.py #split
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
    # %% notebook.py #forest
    tree = DecisionTreeRegressor(max_depth=4, random_state=0)
    tree.fit(X_train, y_train)
    y_pred = tree.predict(X_test).round(2)
    # %% notebook.py #err
    mae = mean_absolute_error(y_test, y_pred)
    state = State(le=frozen_le, tree=tree)
    return state, {"mae": mae}
