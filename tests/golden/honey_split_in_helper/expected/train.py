"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #hives
    rng = np.random.default_rng(41)
    n = 260
    hives = pd.DataFrame({
        "hive": [f"H{i:03d}" for i in range(n)],
        "altitude": rng.integers(80, 1200, n),
        "flora": rng.choice(["lime", "heather", "acacia", "mixed"], n),
        "frames": rng.integers(6, 22, n),
        "mites": np.where(rng.random(n) < 0.1, np.nan, rng.gamma(2, 1.4, n).round(1)),
    })
    hives["honey"] = (hives.frames * 1.7 - hives.altitude / 300 + (hives.flora == "lime") * 4 + rng.normal(0, 1.5, n)).round(1)
    return hives


def train(hives: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #features
    hives = hives.drop("hive", axis=1)
    hives["flora"] = hives["flora"].map({"mixed": 0, "acacia": 1, "heather": 2, "lime": 3})
    hives["high"] = (hives["altitude"] > 700).astype(int)

    X = hives.drop("honey", axis=1)
    y = hives["honey"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=12)
    # gaps get the median of the training rows
    mites = X_train["mites"].median()
    X_train = X_train.fillna({"mites": mites})
    X_test = X_test.fillna({"mites": mites})
    # %% notebook.py #ridge
    ridge = Ridge(alpha=0.5)
    ridge.fit(X_train, y_train)
    # %% notebook.py #kilos
    kilos = ridge.predict(X_test)
    # %% notebook.py #mae
    mae = mean_absolute_error(y_test, kilos)
    state = State(mites=mites, ridge=ridge)
    return state, {"mae": mae}
