"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy
import warnings

import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import RobustScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #1
    rng = np.random.default_rng(77)
    n = 400
    tx = pd.DataFrame(rng.normal(0, 1, (n, 4)), columns=["V1", "V2", "V3", "V4"])
    tx["Amount"] = rng.exponential(80, n).round(2)
    tx["Time"] = np.sort(rng.integers(0, 172800, n))
    tx["Class"] = ((tx.V1 + tx.V3 + rng.normal(0, 0.4, n)) > 2.4).astype(int)
    return tx


def train(tx: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #0
    warnings.filterwarnings("ignore")
    # %% notebook.py #3
    rob_scaler = RobustScaler()
    tx["scaled_amount"] = rob_scaler.fit_transform(tx["Amount"].values.reshape(-1, 1))
    frozen_rob_scaler = copy.deepcopy(rob_scaler)
    tx["scaled_time"] = rob_scaler.fit_transform(tx["Time"].values.reshape(-1, 1))
    tx.drop(["Time", "Amount"], axis=1, inplace=True)
    scaled_amount = tx["scaled_amount"]
    tx.drop(["scaled_amount"], axis=1, inplace=True)
    tx.insert(0, "scaled_amount", scaled_amount)
    # %% notebook.py #4
    X = tx.drop("Class", axis=1)
    y = tx["Class"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=42, stratify=y)
    sm = SMOTE(random_state=2, k_neighbors=3)
    X_train_res, y_train_res = sm.fit_resample(X_train, y_train.ravel() if hasattr(y_train, "ravel") else y_train)
    # %% notebook.py #5
    lr = LogisticRegression()
    lr.fit(X_train_res, y_train_res)
    # %% notebook.py #6
    y_pred = lr.predict(X_test)
    # %% notebook.py #7
    recall = recall_score(y_test, y_pred)
    state = State(lr=lr, rob_scaler=frozen_rob_scaler, rob_scaler_2=rob_scaler)
    return state, {"recall": recall}
