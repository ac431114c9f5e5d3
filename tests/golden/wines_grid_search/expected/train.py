"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.datasets import load_wine
from sklearn.model_selection import RandomizedSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.utils import Bunch

from .state import State


def load() -> tuple[Bunch, pd.DataFrame]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    wine = load_wine()
    data = pd.DataFrame(wine.data, columns=wine.feature_names)
    data["quality"] = wine.target
    return wine, data


def train(wine: Bunch, data: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #search
    train, test = train_test_split(data, test_size=0.3, random_state=1)
    features = [c for c in data.columns if c != "quality"]
    pipe = make_pipeline(StandardScaler(), SVC(probability=True, random_state=0))
    search = RandomizedSearchCV(pipe, {"svc__C": [0.1, 1, 10], "svc__gamma": ["scale", 0.01]}, n_iter=3, cv=2, random_state=0)
    search.fit(train[features], train["quality"])
    model = search.best_estimator_
    # %% notebook.py #ask
    proba = model.predict_proba(test[features])
    winner = np.argmax(proba, axis=1)
    target_names = np.array(wine.target_names)
    label = target_names[winner]
    # %% notebook.py #acc
    acc = (winner == test["quality"].values).mean()
    state = State(features=features, model=model, target_names=target_names)
    return state, {"acc": acc}
