"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from .state import State


def load() -> tuple[np.ndarray, np.ndarray, object]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    X, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])
    return X, y, names


def train(X: np.ndarray, y: np.ndarray, names: object) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #scale
    mean, spread = X.mean(axis=0), X.std(axis=0)
    Z = (X - mean) / spread
    Z = np.column_stack([Z, Z[:, 0] * Z[:, 1]])
    # %% notebook.py #fit
    model = LogisticRegression(max_iter=500).fit(Z, y)
    state = State(mean=mean, model=model, names=names, spread=spread)
    return state, {}
