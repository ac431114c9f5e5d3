"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler

from .library import search
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    wine = load_wine(as_frame=True).frame[["alcohol", "hue", "ash", "target"]]
    return wine


def train(wine: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #arrays
    X = wine[["alcohol", "hue", "ash"]].values
    y = wine["target"].values
    # %% notebook.py #fit
    X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=0.7, shuffle=False)
    scaler = MinMaxScaler().fit(X_train)
    X_train = scaler.transform(X_train)
    model = search(X_train, y_train)
    state = State(model=model, scaler=scaler)
    return state, {}
