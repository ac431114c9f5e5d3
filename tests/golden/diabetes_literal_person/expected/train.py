"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn import svm
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(42)
    diabetes_dataset = pd.DataFrame({
        "Pregnancies": rng.integers(0, 12, 240),
        "Glucose": rng.normal(120, 30, 240).round(),
        "BloodPressure": rng.normal(70, 12, 240).round(),
        "BMI": rng.normal(32, 6, 240).round(1),
        "Age": rng.integers(21, 70, 240),
    })
    diabetes_dataset["Outcome"] = (diabetes_dataset.Glucose + diabetes_dataset.BMI + rng.normal(0, 12, 240) > 158).astype(int)
    return diabetes_dataset


def train(diabetes_dataset: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prep
    # separating the data and labels
    X = diabetes_dataset.drop(columns="Outcome")
    scaler = StandardScaler()
    scaler.fit(X)
    standardized_data = scaler.transform(X)
    X = standardized_data
    Y = diabetes_dataset["Outcome"]
    # %% notebook.py #fit
    X_train, X_test, Y_train, Y_test = train_test_split(X, Y, test_size=0.2, stratify=Y, random_state=2)
    classifier = svm.SVC(kernel="linear")
    classifier.fit(X_train, Y_train)
    # %% notebook.py #score
    # accuracy score on the test data
    X_test_prediction = classifier.predict(X_test)
    test_data_accuracy = accuracy_score(X_test_prediction, Y_test)
    state = State(classifier=classifier, scaler=scaler)
    return state, {"test_data_accuracy": test_data_accuracy}
