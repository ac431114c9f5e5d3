"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from .library import skip
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #soil
    rng = np.random.default_rng(15)
    soil = pd.DataFrame({
        "ph": rng.normal(6.5, .8, 200).round(2), "clay": rng.uniform(2, 60, 200).round(1), "field": rng.choice(["N", "S", "W"], 200),
        "moisture": rng.uniform(4, 40, 200).round(1), "depth": rng.choice([10, 20, 40], 200)})
    soil["yield_t"] = (soil["ph"] * .4 + soil["moisture"] * .05 + rng.normal(0, .2, 200)).round(2)
    soil["stones"] = rng.gamma(2, 3, 200).round(1)   # a share already, is not to be scaled
    return soil


def train(soil: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #scale
    columns = soil.columns
    value = {}
    frozen_high = {}
    frozen_low = {}
    for col in columns:
        value[col] = soil[col].dtype.kind not in "if" or col in skip
        if value[col]:
            print("leave", col)
            continue
        if col == "yield_t":
            break
        low, high = soil[col].min(), soil[col].max()
        frozen_high[col] = copy.deepcopy(high)
        frozen_low[col] = copy.deepcopy(low)
        soil[col] = (soil[col] - low) / (high - low)
        soil[col + "_sq"] = soil[col] ** 2
        soil[col].hist()
    features = [c for c in soil.columns if c not in ("yield_t", "field")]
    # %% notebook.py #fit
    ridge = Ridge().fit(soil[features], soil["yield_t"])
    state = State(columns=columns, features=features, high=frozen_high, low=frozen_low, ridge=ridge, value=value)
    return state, {}
