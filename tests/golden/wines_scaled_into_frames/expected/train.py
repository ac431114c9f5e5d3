"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #data
    rng = np.random.default_rng(5)
    n = 240
    wine = pd.DataFrame({
        "alcohol": rng.normal(10.4, 1.0, n).round(1),
        "volatile acidity": rng.gamma(5, 0.1, n).round(2),
        "sulphates": rng.normal(0.66, 0.15, n).round(2),
        "pH": rng.normal(3.3, 0.15, n).round(2),
    })
    wine["quality"] = (3 + 0.35 * wine["alcohol"] - 1.2 * wine["volatile acidity"] + rng.normal(0, 0.7, n)).round().astype(int)
    return wine


def train(wine: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #classes
    wine["quality"] = pd.cut(wine["quality"], bins=(0, 6, 12), labels=["bad", "good"])
    label_quality = LabelEncoder()
    wine["quality"] = label_quality.fit_transform(wine["quality"])
    # %% notebook.py #split
    X = wine.drop("quality", axis=1)
    y = wine["quality"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=5)
    # %% notebook.py #scale
    sc = StandardScaler()
    X_train2 = pd.DataFrame(sc.fit_transform(X_train))
    X_test2 = pd.DataFrame(sc.transform(X_test))
    X_train2.columns = X_train.columns.values
    columns_names_before = X_test2.columns
    X_test2.columns = X_test.columns.values
    columns_names = dict(zip(columns_names_before, X_test2.columns, strict=True))
    X_train2.index = X_train.index.values
    X_test2.index = X_test.index.values
    X_train = X_train2
    X_test = X_test2
    # %% notebook.py #fit
    classifier = LogisticRegression(random_state=0)
    classifier.fit(X_train, y_train)
    # %% notebook.py #predict
    y_pred = classifier.predict(X_test)
    # %% notebook.py #results
    f1 = f1_score(y_test, y_pred)
    state = State(classifier=classifier, columns_names=columns_names, sc=sc)
    return state, {"f1": f1}
