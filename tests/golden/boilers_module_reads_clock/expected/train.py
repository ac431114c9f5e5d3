"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

from .modules import dates
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #boilers
    rng = np.random.default_rng(14)
    boilers = pd.DataFrame({
        "built": rng.integers(1985, 2022, 160),
        "kw": rng.choice([12, 18, 24, 35], 160),
        "service": rng.choice(["yearly", "never"], 160, p=[0.7, 0.3]),
    })
    boilers["gas"] = 2000 + 90 * boilers.kw + 8 * (2026 - boilers.built) + 150 * (boilers.service == "never") + rng.normal(0, 60, 160)
    return boilers


def train(boilers: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #features
    boilers = dates.add_age(boilers)
    boilers["serviced"] = boilers["service"].map({"yearly": 1, "never": 0})
    X = boilers[["kw", "age", "is_old", "serviced"]]
    y = boilers["gas"]
    # %% notebook.py #tree
    tree = DecisionTreeRegressor(max_depth=5, random_state=1).fit(X, y)
    state = State(tree=tree)
    return state, {}
