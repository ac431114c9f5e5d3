"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #d
    rng = np.random.default_rng(55)
    n = 220
    flats = pd.DataFrame({
        "rooms": rng.integers(1, 6, n), "m2": rng.normal(70, 20, n).round(1), "floor": rng.integers(0, 9, n).astype(float),
        "heating": rng.choice(["gas", "oil", "district"], n), "balcony": rng.choice(["yes", "no", None], n, p=[.5, .4, .1]),
        "note": [None] * n, "size": rng.choice(["10x20", "7x9", "12x8"], n), "code": rng.choice(["A", "B"], n),
    })
    flats["rent"] = (flats.m2 * 12 + flats.rooms * 30 + rng.normal(0, 20, n)).round()
    flats.loc[rng.random(n) < .1, "floor"] = np.nan
    return flats


def train(flats: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    flats = flats.dropna(axis=1, how="all")
    flats_columns = flats.columns
    cat_cols = [c for c in flats.columns if not pd.api.types.is_numeric_dtype(flats[c])]
    frozen_cat_cols = copy.deepcopy(cat_cols)
    num_cols = flats.select_dtypes(include=np.number).columns
    flats_mode_0 = {}
    for c in cat_cols:
        flats_mode_0[c] = flats[c].mode()[0]
        flats[c] = flats[c].fillna(flats_mode_0[c])
    flats_median = flats[num_cols].median()
    flats[num_cols] = flats[num_cols].fillna(flats_median)
    flats[["w", "h"]] = flats["size"].str.split("x", expand=True)
    flats["w"] = flats["w"].astype(int)
    flats["h"] = pd.to_numeric(flats["h"])
    flats = flats.drop(columns=["size", "code"])
    # skewed columns
    skewed = flats.select_dtypes("number").drop(columns="rent").skew()
    for c in skewed[skewed.abs() > 0.2].index:
        flats[c] = np.log1p(flats[c])
    # %% notebook.py #q
    flats_known = seen_values(flats, ["heating", "balcony"])
    flats = pd.get_dummies(flats, columns=["heating", "balcony"], drop_first=True)
    flats_columns_2 = flats.columns
    X = flats.drop("rent", axis=1)
    y = flats["rent"]
    # %% notebook.py #t
    reg = LinearRegression()
    reg.fit(X, y)
    state = State(
        cat_cols=frozen_cat_cols,
        flats_columns=flats_columns,
        flats_columns_2=flats_columns_2,
        flats_known=flats_known,
        flats_median=flats_median,
        flats_mode_0=flats_mode_0,
        num_cols=num_cols,
        reg=reg,
        skewed=skewed,
    )
    return state, {}
