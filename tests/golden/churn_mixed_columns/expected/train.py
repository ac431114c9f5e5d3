"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from .library import NUM, ratio
from .state import State


def load(rows: int = 240) -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #c3d8
    rng = np.random.default_rng(7)
    df = pd.DataFrame({
        "customer_id": np.arange(rows),
        "tenure": rng.integers(0, 72, rows),
        "charge": rng.uniform(10, 120, rows).round(2),
        "age": np.where(rng.random(rows) < 0.1, np.nan, rng.integers(18, 90, rows)),
        "plan": rng.choice(["basic", "plus", "pro"], rows),
        "region": rng.choice(["E", "N", "S", "W"], rows),
    })
    df["churn"] = np.where(df["charge"] - df["tenure"] + rng.normal(0, 20, rows) > 40, "Yes", "No")
    return df


def train(df: pd.DataFrame, *, n_trees: int = 20, threshold: float = 0.4) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #e6f2
    age_median = df["age"].median()
    df["age"] = df["age"].fillna(age_median)     # a few birthdays are missing
    df["per_month"] = ratio(df["charge"], df["tenure"])
    # %% notebook.py #e6f3
    y = (df["churn"] == "Yes").astype(int)
    # the id says nothing
    X = pd.get_dummies(df.drop(["churn", "customer_id"], axis=1), columns=["plan", "region"])
    X_columns = X.columns
    # %% notebook.py #f713
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
    scaler = StandardScaler()
    X_train[NUM] = scaler.fit_transform(X_train[NUM])
    # %% notebook.py #f714
    X_test[NUM] = scaler.transform(X_test[NUM])
    model = RandomForestClassifier(n_estimators=n_trees, random_state=0).fit(X_train, y_train)
    # %% notebook.py #0824
    proba = model.predict_proba(X_test)[:, 1]
    # %% notebook.py #1935
    auc = roc_auc_score(y_test, proba)
    state = State(X_columns=X_columns, age_median=age_median, model=model, scaler=scaler, threshold=threshold)
    return state, {"auc": auc}
