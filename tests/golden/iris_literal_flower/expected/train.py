"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.utils import Bunch

from .state import State


def load() -> Bunch:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    iris_dataset = load_iris()
    return iris_dataset


def train(iris_dataset: Bunch) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #fit
    X_train, X_test, y_train, y_test = train_test_split(iris_dataset["data"], iris_dataset["target"], random_state=0)
    knn = KNeighborsClassifier(n_neighbors=1)
    knn.fit(X_train, y_train)
    # %% notebook.py #ask
    X_new = np.array([[5, 2.9, 1, 0.2]])
    prediction = knn.predict(X_new)
    target_names = iris_dataset["target_names"]
    species = target_names[prediction]
    state = State(knn=knn, target_names=target_names)
    return state, {}
