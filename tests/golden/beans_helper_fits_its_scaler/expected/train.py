"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(11)
    beans = pd.DataFrame({"length": rng.normal(9, 1, 120).round(2), "width": rng.normal(5, 1, 120).round(2)})
    beans["kind"] = np.where(beans["length"] + rng.normal(0, 1, 120) > 9, "long", "round")
    return beans


def train(beans: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #helper
    scaler = StandardScaler()
    # %% notebook.py #fit
    model = LogisticRegression().fit(scaler.fit_transform(beans[["length", "width"]]), beans["kind"])
    state = State(model=model, scaler=scaler)
    return state, {}
