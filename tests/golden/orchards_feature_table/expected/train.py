"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

from .library import health, make, scales
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(40)
    n = 190
    trees = pd.DataFrame({"age": rng.integers(2, 30, n), "height": rng.normal(3.4, 0.8, n).round(2), "rain": rng.normal(600, 90, n).round(), "note": rng.choice(["pruned; healthy", "not pruned", "healthy", "sick"], n)})
    trees["kg"] = (trees.height * 12 + trees.rain / 30 - (trees.age - 12) ** 2 / 8 + trees.note.str.contains("healthy") * 9 + rng.normal(0, 3, n)).round(1)
    return trees


def train(trees: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #features
    for name, f in make.items():
        trees[name] = f(trees)
        print(name, trees[name].mean())
    trees["age2"] = scales["square"](trees["age"])
    trees["rain"] = trees["rain"].apply(scales["root"])
    value = "note" in trees.columns
    if value:

        trees["health"] = trees["note"].map(health)
        trees = trees.drop(columns=["note"])
    # %% notebook.py #fit
    X, y = trees.drop("kg", axis=1), trees["kg"]
    forest = RandomForestRegressor(n_estimators=20, random_state=3).fit(X, y)
    state = State(forest=forest, value=value)
    return state, {}
