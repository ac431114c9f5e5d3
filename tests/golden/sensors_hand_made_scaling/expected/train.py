"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from .library import features
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(3)
    n = 200
    readings = pd.DataFrame({
        "temp": rng.normal(60, 8, n), "vibration": rng.gamma(2, 2, n), "pressure": rng.normal(5, 1, n),
        "rpm": rng.choice([0, 1200, 1500, 1800], n), "line": rng.choice(list("ABC"), n),
    })
    readings["wear"] = readings.temp / 100 + readings.vibration * .2 + rng.normal(0, .1, n)
    return readings


def train(readings: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prep
    # a zero is a sensor that was off
    readings_mean = readings[features].mean()
    readings[features] = readings[features].replace(0, readings_mean)
    # outliers
    frozen_hi = {}
    frozen_lo = {}
    for c in ["temp", "vibration"]:
        lo, hi = readings[c].quantile(0.02), readings[c].quantile(0.98)
        frozen_hi[c] = copy.deepcopy(hi)
        frozen_lo[c] = copy.deepcopy(lo)
        readings[c] = np.where(readings[c] > hi, hi, np.where(readings[c] < lo, lo, readings[c]))
    temp_mean = readings["temp"].mean()
    temp_std = readings["temp"].std()
    readings["temp_z"] = readings["temp"].apply(lambda v: (v - temp_mean) / temp_std)
    vibration_max = readings["vibration"].max()
    readings["vib_rel"] = [v / vibration_max for v in readings["vibration"]]
    temp_mean_2 = readings["temp"].mean()
    rpm_median = readings["rpm"].median()
    readings["hot"], readings["fast"] = readings["temp"] > temp_mean_2, readings["rpm"] > rpm_median
    scaled_min = {name: readings[["pressure", "rpm"]][name].min() for name in readings[["pressure", "rpm"]]}
    scaled_max = {name: readings[["pressure", "rpm"]][name].max() for name in readings[["pressure", "rpm"]]}
    scaled = readings[["pressure", "rpm"]].apply(lambda col: (col - col.min()) / (col.max() - col.min()))
    vibration_mean = readings.groupby("line")["vibration"].mean()
    readings["line_wear"] = readings["line"].map(vibration_mean)
    g = readings.groupby("line")["pressure"]
    p_line_mean_by_group = g.agg("mean").to_dict()
    p_line_std_by_group = g.agg("std").to_dict()
    readings["p_line"] = (readings["pressure"] - g.transform("mean")) / g.transform("std")
    # %% notebook.py #join
    X = pd.concat([scaled, readings[["temp_z", "vib_rel", "hot", "fast", "line_wear", "p_line"]]], axis=1)
    X = X.astype(float)
    X_max = X.max()
    X_min = X.min()
    X = (X - X_min) / (X_max - X_min)
    y = readings["wear"]
    # %% notebook.py #fit
    m = Ridge().fit(X, y)
    state = State(
        X_max=X_max,
        X_min=X_min,
        hi=frozen_hi,
        lo=frozen_lo,
        m=m,
        p_line_mean_by_group=p_line_mean_by_group,
        p_line_std_by_group=p_line_std_by_group,
        readings_mean=readings_mean,
        rpm_median=rpm_median,
        scaled_max=scaled_max,
        scaled_min=scaled_min,
        temp_mean=temp_mean,
        temp_mean_2=temp_mean_2,
        temp_std=temp_std,
        vibration_max=vibration_max,
        vibration_mean=vibration_mean,
    )
    return state, {}
