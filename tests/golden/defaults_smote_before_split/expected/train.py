"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, MinMaxScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #read
    rng = np.random.default_rng(19)
    n = 320
    data = pd.DataFrame({
        "income": rng.lognormal(10, 0.4, n).round(),
        "loan_amnt": rng.integers(1, 35, n) * 1000,
        "home": rng.choice(["RENT", "OWN", "MORTGAGE"], n),
        "years": rng.integers(0, 30, n),
    })
    burden = data["loan_amnt"] / data["income"]
    data["default"] = np.where(burden + rng.normal(0, 0.25, n) > 1.25, "Y", "N")
    return data


def train(data: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #encode
    le = LabelEncoder()
    data["home"] = le.fit_transform(data["home"])
    data["ratio"] = data["loan_amnt"] / data["income"]
    X = data.drop(["default"], axis=1)
    y = data["default"].map({"N": 0, "Y": 1})
    # %% notebook.py #smote
    smote = SMOTE(random_state=11, k_neighbors=3)
    X_sm, y_sm = smote.fit_resample(X, y)
    # %% notebook.py #bec0bda0
    X_train, X_test, y_train, y_test = train_test_split(X_sm, y_sm, test_size=0.25, random_state=0, stratify=y_sm)
    mm = MinMaxScaler()
    X_train = mm.fit_transform(X_train)
    X_test = mm.transform(X_test)
    # %% notebook.py #forest
    forest = RandomForestClassifier(n_estimators=20, random_state=0)
    forest.fit(X_train, y_train)
    # %% notebook.py #predict
    p_default = forest.predict_proba(X_test)[:, 1]
    # %% notebook.py #scores
    auc = roc_auc_score(y_test, p_default)
    state = State(forest=forest, le=le, mm=mm)
    return state, {"auc": auc}
