"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import MinMaxScaler

from .state import State


def load() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #apps
    rng = np.random.default_rng(12)
    def applications(n, jobs):
        return pd.DataFrame({"SK_ID": rng.integers(100000, 999999, n), "JOB": rng.choice(jobs, n), "CAR": rng.choice(["Y", "N"], n), "INCOME": rng.lognormal(10, 0.4, n).round(), "CREDIT": rng.lognormal(11, 0.5, n).round()})
    app_train = applications(260, ["Laborers", "Managers", "Drivers", "Medicine"])
    app_train["TARGET"] = ((app_train.CREDIT / app_train.INCOME) * 0.2 + (app_train.JOB == "Laborers") * 0.3 + rng.normal(0, 0.2, 260) > 0.8).astype(int)
    app_test = applications(70, ["Laborers", "Managers", "Drivers"])
    return app_train, app_test


def train(app_train: pd.DataFrame, app_test: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #dummies
    for d in (app_train, app_test):
        d["RATIO"] = d["CREDIT"] / d["INCOME"]
        d.drop(columns="SK_ID", inplace=True)
    app_train = pd.get_dummies(app_train)
    app_test = pd.get_dummies(app_test)
    # %% notebook.py #align
    train_labels = app_train["TARGET"]
    # Align the training and testing data, keep only columns of the training
    app_train = app_train.drop(columns="TARGET")
    frozen_app_train_columns = copy.deepcopy(app_train)
    app_train, app_test = app_train.align(app_test, join="left", axis=1, fill_value=0)
    # %% notebook.py #fit
    scaler = MinMaxScaler(feature_range=(0, 1))
    scaler.fit(app_train)
    train = scaler.transform(app_train)
    log_reg = LogisticRegression(C=0.5)
    log_reg.fit(train, train_labels)
    state = State(app_train_columns=frozen_app_train_columns.head(0), log_reg=log_reg, scaler=scaler)
    return state, {}
