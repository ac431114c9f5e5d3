"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.model_selection import train_test_split

from .library import feats
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(14)
    rents = pd.DataFrame({"id": np.arange(5000, 5220), "rooms": rng.integers(1, 6, 220), "m2": rng.normal(60, 20, 220).round(1), "district": rng.choice(["Mitte", "Nord", "Süd"], 220)})
    rents["rent"] = (rents.m2 * 14 + rents.rooms * 50 + rng.normal(0, 30, 220)).round(2)
    return rents


def train(rents: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prep
    df = rents.copy()
    df["m2_per_room"] = df["m2"] / df["rooms"]
    district_dtype_result = df["district"].astype("category")
    district_dtype = district_dtype_result.dtype
    df["district"] = district_dtype_result.cat.codes
    train, test = train_test_split(df, test_size=0.3, random_state=7)
    # %% notebook.py #fit
    y = np.log1p(train["rent"])
    reg = ExtraTreesRegressor(n_estimators=15, random_state=0)
    reg.fit(train[feats], y)
    state = State(district_dtype=district_dtype, reg=reg)
    return state, {}
