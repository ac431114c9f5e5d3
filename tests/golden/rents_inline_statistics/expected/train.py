"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(1)
    flats = pd.DataFrame({
        "area": rng.uniform(20, 150, 200).round(1),
        "rooms": rng.integers(1, 6, 200).astype(float),
        "floor": rng.integers(0, 12, 200),
        "heating": rng.choice(["gas", "oil", "district"], 200),
    })
    flats.loc[rng.random(200) < 0.1, "rooms"] = np.nan
    flats.loc[rng.random(200) < 0.1, "heating"] = None
    flats["rent"] = (flats["area"] * 11 + flats["floor"] * 5 + rng.normal(0, 40, 200)).round()
    return flats


def train(flats: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #fill
    # gaps
    rooms_mean = flats["rooms"].mean()
    flats["rooms"] = flats["rooms"].fillna(rooms_mean)
    heating_mode_0 = flats["heating"].mode()[0]
    flats["heating"] = flats["heating"].fillna(heating_mode_0)
    low, high = flats["area"].quantile([0.05, 0.95])
    flats["area"] = flats["area"].clip(low, high)
    # %% notebook.py #scale
    floor_max = flats["floor"].max()
    floor_min = flats["floor"].min()
    flats["floor"] = (flats["floor"] - floor_min) / (floor_max - floor_min)
    flats_mean = {}
    flats_std = {}
    for column in ["area", "rooms"]:
        flats_mean[column] = flats[column].mean()
        flats_std[column] = flats[column].std()
        flats[column + "_z"] = (flats[column] - flats_mean[column]) / flats_std[column]
    median_area = flats["area"].median()
    flats["is_large"] = flats["area"] > median_area
    X_known = seen_values(flats[["area_z", "rooms_z", "floor", "is_large", "heating"]])
    X = pd.get_dummies(flats[["area_z", "rooms_z", "floor", "is_large", "heating"]], prefix="by", drop_first=True, dtype=int)
    X_columns = X.columns
    y = flats["rent"]
    # %% notebook.py #fit
    model = LinearRegression()
    model.fit(X, y)
    state = State(
        X_columns=X_columns,
        X_known=X_known,
        flats_mean=flats_mean,
        flats_std=flats_std,
        floor_max=floor_max,
        floor_min=floor_min,
        heating_mode_0=heating_mode_0,
        high=high,
        low=low,
        median_area=median_area,
        model=model,
        rooms_mean=rooms_mean,
    )
    return state, {}
