"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from math import log, pi, sin

import numpy as np
import pandas as pd
from pandas import DataFrame
from sklearn.linear_model import Ridge
from sklearn.preprocessing import LabelEncoder, StandardScaler

from .modules.cleaning import COLUMNS, MinMaxScaler, shrink
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #diamonds
    rng = np.random.default_rng(21)
    stones = DataFrame({"carat": rng.gamma(3, .3, 220).round(2), "depth": rng.normal(61, 1.5, 220).round(1), "table": rng.normal(57, 2, 220).round(0), "cut": rng.choice(["Fair", "Good", "Ideal"], 220)})
    stones["price"] = (np.exp(stones.carat) * 900 + stones["cut"].map({"Fair": 0, "Good": 150, "Ideal": 400}) + rng.normal(0, 60, 220)).round(0)
    return stones


def train(stones: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    stones["log_carat"] = [log(c) if c > 0 else 0.0 for c in stones["carat"]]
    stones["angle"] = stones["depth"].map(lambda d: sin(d * pi / 180))
    scaler = StandardScaler()
    stones[COLUMNS] = scaler.fit_transform(stones[COLUMNS])
    label_encoder = LabelEncoder()
    stones["cut"] = label_encoder.fit_transform(stones["cut"])
    features = shrink(stones.drop(columns="price"))
    min_max_scaler = MinMaxScaler()
    features["top"] = min_max_scaler.fit_transform(features[["carat"]])
    # %% notebook.py #t
    model = Ridge(alpha=.5).fit(features, stones["price"])
    state = State(label_encoder=label_encoder, min_max_scaler=min_max_scaler, model=model, scaler=scaler)
    return state, {}
