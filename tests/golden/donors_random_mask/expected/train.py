"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.svm import SVC

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #a
    np.random.seed(42)
    # %% notebook.py #b
    r = np.random.RandomState(4)
    people = pd.DataFrame({
        "recency": r.randint(1, 75, 250), "frequency": r.randint(1, 50, 250),
        "monetary": r.randint(250, 12500, 250), "months": r.randint(2, 98, 250),
    })
    people["donated"] = (people["frequency"] - people["recency"] / 3 + r.normal(0, 8, 250) > 8).astype(int)
    return people


def train(people: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #d
    msk = np.random.rand(len(people)) < 0.8
    train = people[msk]
    test = people[~msk]
    X_train = train[["recency", "frequency", "monetary", "months"]]
    y_train = train["donated"]
    X_test = test[["recency", "frequency", "monetary", "months"]]
    y_test = test["donated"]
    # %% notebook.py #e
    mu, sigma = X_train.mean(), X_train.std()
    X_train_n = (X_train - mu) / sigma
    X_test_n = (X_test - mu) / sigma
    svm = SVC(probability=False)
    svm.fit(X_train_n, y_train)
    # %% notebook.py #f
    will_donate = svm.predict(X_test_n)
    # %% notebook.py #g
    accuracy = (will_donate == y_test).mean()
    state = State(mu=mu, sigma=sigma, svm=svm)
    return state, {"accuracy": accuracy}
