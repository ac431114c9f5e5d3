"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from .state import State


def load() -> tuple[np.ndarray, np.ndarray]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    cancer = load_breast_cancer()
    X = cancer.data
    y = cancer.target
    return X, y


def train(X: np.ndarray, y: np.ndarray) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #sc
    sc = StandardScaler()
    X = sc.fit_transform(X)
    # %% notebook.py #fit
    svc = LinearSVC(C=0.1, random_state=0, max_iter=5000)
    svc.fit(X, y)
    # %% notebook.py #ask
    scores = svc.decision_function(X)
    # %% notebook.py #acc
    acc = np.mean((scores > 0.2) == y)
    state = State(sc=sc, svc=svc)
    return state, {"acc": acc}
