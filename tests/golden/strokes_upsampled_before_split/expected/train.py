"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.utils import resample

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #data
    rng = np.random.default_rng(2)
    n = 400
    df = pd.DataFrame({
        "age": rng.integers(20, 90, n),
        "bmi": rng.normal(27, 4, n).round(1),
        "glucose": rng.normal(105, 25, n).round(0),
        "smokes": rng.choice(["never", "formerly", "yes"], n),
    })
    df.loc[rng.choice(n, 20, replace=False), "bmi"] = np.nan
    df["stroke"] = (df["age"] / 20 + df["glucose"] / 60 + rng.normal(0, 0.8, n) > 6).astype(int)
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clean
    bmi_median = df["bmi"].median()
    df["bmi"] = df["bmi"].fillna(bmi_median)
    df = pd.get_dummies(df, columns=["smokes"], drop_first=True)
    df_columns = df.columns
    # %% notebook.py #upsample
    df_majority = df[df["stroke"] == 0]
    df_minority = df[df["stroke"] == 1]
    df_minority_up = resample(df_minority, replace=True, n_samples=len(df_majority), random_state=123)
    df_upsampled = pd.concat([df_majority, df_minority_up])
    # %% notebook.py #split
    X = df_upsampled.drop("stroke", axis=1)
    y = df_upsampled["stroke"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=7)
    # %% notebook.py #fit
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    clf = LogisticRegression(max_iter=500).fit(X_train, y_train)
    # %% notebook.py #predict
    X_test = scaler.transform(X_test)
    y_pred = clf.predict(X_test)
    # %% notebook.py #scores
    recall = recall_score(y_test, y_pred)
    state = State(bmi_median=bmi_median, clf=clf, df_columns=df_columns, scaler=scaler)
    return state, {"recall": recall}
