"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from .state import State


def load() -> tuple[np.ndarray, np.ndarray]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(19)
    dataset = pd.DataFrame({"Level": np.arange(1, 121) / 10, "Team": rng.integers(1, 8, 120)})
    dataset["Salary"] = (45000 + dataset.Level ** 2 * 900 + dataset.Team * 500).round(0)
    X = dataset.iloc[:, :-1].values
    y = dataset.iloc[:, -1].values
    return X, y


def train(X: np.ndarray, y: np.ndarray) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #sc
    y = y.reshape(len(y), 1)
    sc_X = StandardScaler()
    sc_y = StandardScaler()
    X = sc_X.fit_transform(X)
    y = sc_y.fit_transform(y)
    # %% notebook.py #fit
    regressor = SVR(kernel="rbf")
    regressor.fit(X, y.ravel())
    state = State(regressor=regressor, sc_X=sc_X, sc_y=sc_y)
    return state, {}
