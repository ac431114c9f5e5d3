"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(12)
    meters = pd.DataFrame({"a": rng.normal(size=5000).round(3), "b": rng.normal(size=5000).round(3)})
    meters["use"] = meters["a"] * 2 + meters["b"]
    # 9 of 5000 rows are out of range: no small sample of rows shows them
    meters.loc[rng.choice(5000, 9, replace=False), "a"] = 9999.0
    return meters


def train(meters: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #mend
    meters.loc[meters["a"] > 100, "a"] = 0
    # %% notebook.py #fit
    model = LinearRegression().fit(meters[["a", "b"]], meters["use"])
    state = State(model=model)
    return state, {}
