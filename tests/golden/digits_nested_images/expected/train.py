"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
from sklearn import datasets, metrics, svm
from sklearn.model_selection import train_test_split

from .state import State


def load() -> tuple[np.ndarray, np.ndarray]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    digits = datasets.load_digits()
    images = digits.images[:600]
    labels = digits.target[:600]
    return images, labels


def train(images: np.ndarray, labels: np.ndarray) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #flat
    n_samples = len(images)
    data = images.reshape((n_samples, -1))
    data = data / 16.0
    # %% notebook.py #fit
    clf = svm.SVC(gamma=0.1)
    X_train, X_test, y_train, y_test = train_test_split(data, labels, test_size=0.5, shuffle=False)
    clf.fit(X_train, y_train)
    # %% notebook.py #ask
    predicted = clf.predict(X_test)
    # %% notebook.py #m
    accuracy = metrics.accuracy_score(y_test, predicted)
    state = State(clf=clf)
    return state, {"accuracy": accuracy}
