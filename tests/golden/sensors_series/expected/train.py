"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import IsolationForest

from .state import State


def load() -> pd.Series:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    level = pd.Series(np.random.default_rng(9).normal(20, 3, 130).round(2), name="level")
    return level


def train(level: pd.Series) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #z
    centre = level.median()
    spread = (level - centre).abs().median()
    features = pd.DataFrame({"z": (level - centre) / spread, "high": level.gt(25).astype(int)})
    # %% notebook.py #fit
    detector = IsolationForest(n_estimators=10, random_state=0).fit(features)
    state = State(centre=centre, detector=detector, spread=spread)
    return state, {}
