"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
from sklearn import datasets
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.utils import Bunch

from .state import State


def load() -> Bunch:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #bundle
    wine = datasets.load_wine()
    return wine


def train(wine: Bunch) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #frame
    feature_names = wine.feature_names
    df = pd.DataFrame(wine.data, columns=feature_names)
    df["cultivar"] = wine.target
    df["cultivar_name"] = df.cultivar.apply(lambda x: wine.target_names[x])
    # %% notebook.py #features
    X = df.drop(["cultivar", "cultivar_name"], axis="columns")
    X["ash_ratio"] = X["ash"] / X["alcalinity_of_ash"]
    y = wine["target"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=4)
    # %% notebook.py #fit
    scaler = StandardScaler()
    X_train_scaled = scaler.fit_transform(X_train)
    model = SVC(gamma="scale", C=2)
    model.fit(X_train_scaled, y_train)
    # %% notebook.py #ask
    y_pred = model.predict(scaler.transform(X_test))
    target_names = wine.target_names
    cultivar = target_names[y_pred]
    state = State(feature_names=feature_names, model=model, scaler=scaler, target_names=target_names)
    return state, {}
