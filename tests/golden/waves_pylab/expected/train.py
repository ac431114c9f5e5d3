"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import os

import pandas as pd
from numpy import abs, array, column_stack, cos, linalg, log1p, mean, ones, pi, random

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #setup
    os.chdir(".")
    # %% notebook.py #waves
    rng = random.RandomState(3)
    waves = pd.DataFrame({"height": rng.gamma(2, .7, 150).round(2), "period": rng.normal(8, 2, 150).round(1), "angle": rng.uniform(0, 360, 150).round(0)})
    waves["power"] = .5 * waves.height ** 2 * waves.period + rng.normal(0, .1, 150)
    return waves


def train(waves: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    waves["north"] = cos(waves["angle"] * pi / 180)
    height_mean = mean(log1p(waves["height"]))
    waves["log_h"] = log1p(waves["height"]) - height_mean
    feats = array(["height", "period", "north", "log_h"])
    X = waves[list(feats)]
    w, *_ = linalg.lstsq(column_stack([X, ones(len(X))]), waves["power"], rcond=None)
    # %% notebook.py #ask
    power = column_stack([X, ones(len(X))]) @ w
    # %% notebook.py #e
    err = abs(power - waves["power"]).mean()
    state = State(feats=feats, height_mean=height_mean, w=w)
    return state, {"err": err}
