"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.metrics import mean_absolute_error

from .library import KilnRegressor, Span, compress, to_kelvin
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #kilns
    rng = np.random.default_rng(27)
    kilns = pd.DataFrame({
        "celsius": rng.normal(1100, 90, 170).round(),
        "load_kg": rng.gamma(3, 40, 170).round(1),
        "age": rng.integers(0, 30, 170),
    })
    kilns["cracks"] = (kilns["celsius"] / 200 + np.sqrt(kilns["load_kg"]) / 3 + kilns["age"] / 9 + rng.normal(0, 0.4, 170)).round(2)
    return kilns


def train(kilns: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #steps
    # the step that splits the loads in about ten groups
    step = 1
    while True:
        step = step * 2
        if kilns["load_kg"].max() / step < 10:
            break
    kilns["group"] = kilns["load_kg"] // step

    half = 1000
    for i in range(20):
        half = half / 2
        if half < kilns["age"].mean():
            break
    kilns["old"] = (kilns["age"] > half).astype(int)
    # %% notebook.py #features
    kilns["kelvin"] = to_kelvin(kilns["celsius"])
    kilns["load_log"] = Span().clip(compress(kilns["load_kg"]))
    X = kilns[["kelvin", "load_log", "group", "old", "age"]]
    y = kilns["cracks"]
    # %% notebook.py #fit
    model = KilnRegressor(n_estimators=30, random_state=3)
    model.fit(X, y)
    # %% notebook.py #predict
    cracks = model.predict(X)
    # %% notebook.py #score
    error = mean_absolute_error(y, cracks)
    state = State(half=half, model=model, step=step)
    return state, {"error": error}
