"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
from sklearn.datasets import make_moons
from sklearn.ensemble import BaggingClassifier
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier

from .state import State


def load() -> tuple[np.ndarray, np.ndarray]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #data
    X, y = make_moons(n_samples=300, noise=0.30, random_state=42)
    return X, y


def train(X: np.ndarray, y: np.ndarray) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #seed
    np.random.seed(42)
    # %% notebook.py #data
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)
    # %% notebook.py #bag
    bag_clf = BaggingClassifier(
        DecisionTreeClassifier(random_state=42), n_estimators=20,
        max_samples=100, bootstrap=True, random_state=40)
    bag_clf.fit(X_train, y_train)
    state = State(bag_clf=bag_clf)
    return state, {}
