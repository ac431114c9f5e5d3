"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from imblearn.over_sampling import RandomOverSampler
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #read
    rng = np.random.default_rng(11)
    n = 260
    df_feature = pd.DataFrame(rng.gamma(4.0, 3.0, (n, 3)).round(2), columns=["mean radius", "mean texture", "mean area"])
    target = (df_feature["mean radius"] + rng.normal(0, 2, n) > 16).to_numpy().astype(int)
    df_target = pd.DataFrame(target, columns=["target"])
    df = pd.concat([df_feature, df_target], axis=1)
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #xy
    df["log area"] = np.log(df["mean area"])
    X = df.drop(columns="target")
    y = df["target"]
    # %% notebook.py #balance
    ros = RandomOverSampler(random_state=42)
    X, y = ros.fit_resample(X, y)
    # %% notebook.py #split
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
    # %% notebook.py #fit
    model = GaussianNB()
    model.fit(X_train, y_train)
    # %% notebook.py #test
    test_pred = model.predict(X_test)
    # %% notebook.py #score
    accuracy = accuracy_score(y_test, test_pred)
    state = State(model=model)
    return state, {"accuracy": accuracy}
