"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

from .library import drop
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(71)
    n = 220
    df = pd.DataFrame({
        "school": rng.choice(["GP", "MS"], n, p=[0.8, 0.2]),
        "age": rng.integers(15, 22, n),
        "absences": rng.poisson(5, n),
        "internet": rng.choice(["yes", "no"], n, p=[0.75, 0.25]),
        "studytime": rng.integers(1, 5, n),
    })
    score = df.studytime * 2 - df.absences * 0.4 + (df.internet == "yes") * 1.5 + rng.normal(0, 1, n)
    df["passed"] = np.where(score > 4, "yes", "no")
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #helpers
    # mapping strings to numeric values:
    def numerical_data():
        df["school"] = df["school"].map({"GP": 0, "MS": 1})
        df["internet"] = df["internet"].map({"no": 0, "yes": 1})
        df["passed"] = df["passed"].map({"no": 0, "yes": 1})
        # reorder dataframe columns :
        col = df["passed"]
        del df["passed"]
        df["passed"] = col
    # %% notebook.py #numbers
    numerical_data()
    # %% notebook.py #scale
    value = {}
    value_2 = {}
    frozen_Max = {}
    frozen_mean = {}
    for i in df:
        col = df[i]
        value[i] = np.max(col) > 6
        if not (np.max(col) > 6):
            value_2[i] = np.max(col) > 2
        if value[i]:
            Max = max(col)
            frozen_Max[i] = copy.deepcopy(Max)
            mean = np.mean(col)
            frozen_mean[i] = copy.deepcopy(mean)
            col = (col - mean) / Max
            df[i] = col
        elif value_2[i]:
            frozen_col = np.min(col)
            col = (col - frozen_col)
            col_2 = np.max(col)
            col /= col_2
            df[i] = col
    # %% notebook.py #split
    train, test = train_test_split(df, test_size=0.3, random_state=5)
    train = train.reset_index()
    test = test.reset_index()     # keeps the old labels in a column
    # %% notebook.py #fit
    svc = SVC(kernel="rbf", C=3)
    svc.fit(train.drop(drop, axis=1), train["passed"])
    # %% notebook.py #eval
    accuracy = svc.score(test.drop(drop, axis=1), test["passed"])
    state = State(Max=frozen_Max, col=frozen_col, col_2=col_2, mean=frozen_mean, svc=svc, value=value, value_2=value_2)
    return state, {"accuracy": accuracy}
