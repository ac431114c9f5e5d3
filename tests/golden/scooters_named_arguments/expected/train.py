"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
from sklearn.svm import SVR

from .state import State


def load() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(33)
    n = 220
    trips = pd.DataFrame(dict(km=rng.gamma(2, 1.5, n).round(2), hour=rng.integers(0, 24, n), zone=rng.choice(["north", "south", "port"], n), battery=rng.normal(70, 15, n).round()))
    trips["minutes"] = (trips.km * 4.5 + (trips.zone == "port") * 3 + rng.normal(0, 1, n)).round(1)
    zones = pd.DataFrame({"zone": ["north", "south", "port"], "hills": [0.3, 0.1, 0.6]})
    return trips, zones


def train(trips: pd.DataFrame, zones: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prep
    trips = trips.merge(right=zones, on="zone", how="left")
    part_of_day_edges = pd.cut(bins=4, x=trips["hour"], labels=False, retbins=True)[1]
    trips["part_of_day"] = pd.cut(bins=4, x=trips["hour"], labels=False)
    zone_km_mean_by_zone = trips.groupby(by="zone")["km"].agg("mean")
    trips["zone_km"] = trips.groupby(by="zone")["km"].transform(func="mean")
    label_encoder = LabelEncoder()
    trips["zone"] = label_encoder.fit_transform(y=trips["zone"])
    y = trips["minutes"]
    X = trips.drop(columns=["minutes"])
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=8)
    scaler = StandardScaler()
    scaled = scaler.fit_transform(X=X_train)
    picker = SelectKBest(k=4, score_func=f_regression)
    picked = picker.fit_transform(y=y_train, X=scaled)
    # %% notebook.py #fit
    svr = SVR(C=20.0)
    weights = np.linspace(0.5, 1.5, len(y_train))
    svr.fit(sample_weight=weights, y=y_train, X=picked)
    state = State(
        label_encoder=label_encoder,
        part_of_day_edges=part_of_day_edges,
        picker=picker,
        scaler=scaler,
        svr=svr,
        zone_km_mean_by_zone=zone_km_mean_by_zone,
        zones=zones,
    )
    return state, {}
