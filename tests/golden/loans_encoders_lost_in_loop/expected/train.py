"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import LabelEncoder, MinMaxScaler

from .library import cat
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(22)
    data = pd.DataFrame({"Gender": rng.choice(["Male", "Female"], 220), "Education": rng.choice(["Graduate", "Not Graduate"], 220), "Area": rng.choice(["Urban", "Rural", "Semiurban"], 220),
       "Income": rng.integers(1500, 9000, 220), "Loan": rng.integers(50, 400, 220), "Loan_Status": rng.choice(["Y", "N"], 220, p=[0.7, 0.3])})
    return data


def train(data: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #enc
    frozen_le = {}
    for col in cat:
        le = LabelEncoder()
        data[col] = le.fit_transform(data[col])
        frozen_le[col] = copy.deepcopy(le)
    scaler = MinMaxScaler()
    data["Income"] = scaler.fit_transform(data[["Income"]])
    frozen_scaler = copy.deepcopy(scaler)
    data["Loan"] = scaler.fit_transform(data[["Loan"]])
    # %% notebook.py #split
    X = data.iloc[:, :-1]
    y = data.iloc[:, -1]
    x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=3)
    # %% notebook.py #k
    best_k, best_acc = 0, 0
    for k in range(1, 8):
        model = KNeighborsClassifier(n_neighbors=k)
        model.fit(x_train, y_train)
        acc = model.score(x_test, y_test)
        if acc > best_acc:
            best_k, best_acc = k, acc
    # %% notebook.py #fit
    model = KNeighborsClassifier(n_neighbors=best_k)
    model.fit(x_train, y_train)
    state = State(le=frozen_le, model=model, scaler=frozen_scaler, scaler_2=scaler)
    return state, {}
