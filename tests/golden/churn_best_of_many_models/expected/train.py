"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import warnings

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(8)
    df = pd.DataFrame({
        "customerID": [f"{i:04d}-AB" for i in range(300)],
        "tenure": rng.integers(0, 72, 300),
        "Contract": rng.choice(["Month-to-month", "One year", "Two year"], 300),
        "MonthlyCharges": rng.normal(65, 20, 300).round(2),
    })
    df["TotalCharges"] = (df["tenure"] * df["MonthlyCharges"]).round(2).astype(str)
    df.loc[df.tenure == 0, "TotalCharges"] = " "
    df["Churn"] = np.where((df.tenure < 20) & (rng.random(300) < 0.8), "Yes", "No")
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #imports
    warnings.filterwarnings("ignore")
    # %% notebook.py #prep
    df = df.drop("customerID", axis=1)
    df["TotalCharges"] = pd.to_numeric(df["TotalCharges"], errors="coerce")
    TotalCharges_mean = df["TotalCharges"].mean()
    df["TotalCharges"] = df["TotalCharges"].fillna(TotalCharges_mean)
    df["Churn"] = df["Churn"].map({"Yes": 1, "No": 0})
    df = pd.get_dummies(df, drop_first=True)
    df_columns = df.columns
    X = df.drop("Churn", axis=1)
    y = df["Churn"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42, stratify=y)
    # %% notebook.py #models
    models = {
        "lr": LogisticRegression(max_iter=500),
        "tree": DecisionTreeClassifier(max_depth=4, random_state=0),
        "forest": RandomForestClassifier(n_estimators=10, random_state=0),
        "knn": KNeighborsClassifier(),
    }
    scores = {}
    for name, model in models.items():
        model.fit(X_train, y_train)
        y_pred = model.predict(X_test)
        scores[name] = accuracy_score(y_test, y_pred)
        print(name, scores[name])
    # %% notebook.py #best
    best = max(scores, key=scores.get)
    best_model = models[best]
    # %% notebook.py #ask
    y_pred = best_model.predict(X_test)
    # %% notebook.py #score
    accuracy = accuracy_score(y_test, y_pred)
    state = State(TotalCharges_mean=TotalCharges_mean, best_model=best_model, df_columns=df_columns)
    return state, {"accuracy": accuracy}
