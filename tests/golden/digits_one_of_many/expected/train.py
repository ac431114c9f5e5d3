"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.naive_bayes import GaussianNB

from .state import State


def load() -> tuple[np.ndarray, np.ndarray]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #get
    mnist = load_digits()
    X, y = mnist["data"], mnist["target"]
    return X, y


def train(X: np.ndarray, y: np.ndarray) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #setup
    np.random.seed(42)
    # %% notebook.py #fit
    X_train, X_test, y_train, y_test = X[:1500], X[1500:], y[:1500], y[1500:]

    clf = GaussianNB(var_smoothing=0.02)
    clf.fit(X_train, y_train)
    # %% notebook.py #ask
    names = np.array(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
    state = State(clf=clf, names=names)
    return state, {}
