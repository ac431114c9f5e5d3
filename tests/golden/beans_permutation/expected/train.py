"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import LabelEncoder

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(31)
    kind = rng.integers(0, 3, 240)
    beans = pd.DataFrame({
        "area": 30 + 12 * kind + rng.normal(0, 4, 240), "perimeter": 20 + 3 * kind + rng.normal(0, 2, 240),
        "roundness": rng.uniform(0.5, 0.9, 240) + kind * 0.03, "class": np.array(["bomba", "cali", "sira"])[kind],
    })
    return beans


def train(beans: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #4
    label_encoder = LabelEncoder()
    beans["class"] = label_encoder.fit_transform(beans["class"])
    data = beans.values
    X = data[:, :-1]
    y = data[:, -1].astype(int)
    # %% notebook.py #5
    np.random.seed(0)
    indices = np.random.permutation(len(X))
    n_train = int(0.75 * len(X))
    train_idx, test_idx = indices[:n_train], indices[n_train:]
    X_train, X_test = X[train_idx], X[test_idx]
    y_train, y_test = y[train_idx], y[test_idx]
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    X_train = (X_train - mean) / std
    X_test = (X_test - mean) / std
    # %% notebook.py #6
    knn = KNeighborsClassifier(5)
    knn.fit(X_train, y_train)
    # %% notebook.py #7
    answer = knn.predict(X_test)
    # %% notebook.py #8
    acc = np.mean(answer == y_test)
    state = State(knn=knn, label_encoder=label_encoder, mean=mean, std=std)
    return state, {"acc": acc}
