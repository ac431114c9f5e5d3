"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

from .state import State


def load() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(17)
    def sheet(n):
        return pd.DataFrame({"age": rng.integers(17, 90, n), "workclass": rng.choice(["Private", "Gov", "Self", None], n, p=[.6, .2, .15, .05]),
                             "education": rng.choice(["HS", "BSc", "MSc", "PhD"], n), "hours": rng.integers(10, 80, n)})
    train_df = sheet(240)
    train_df["income"] = np.where(train_df.age / 3 + train_df.hours + rng.normal(0, 10, 240) > 62, ">50K", "<=50K")
    test_df = sheet(150)
    return train_df, test_df


def train(train_df: pd.DataFrame, test_df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #3
    train_df["source"] = "train"
    test_df["source"] = "test"
    full = pd.concat([train_df, test_df], ignore_index=True)
    workclass_mode_0 = full["workclass"].mode()[0]
    full["workclass"] = full["workclass"].fillna(workclass_mode_0)
    workclass_uniques_result = pd.factorize(full["workclass"])
    workclass_uniques = workclass_uniques_result[1]
    full["workclass"] = workclass_uniques_result[0]
    education_dtype_result = full["education"].astype("category")
    education_dtype = education_dtype_result.dtype
    full["education"] = education_dtype_result.cat.codes
    hours_max = full["hours"].max()
    hours_min = full["hours"].min()
    full["hours"] = (full["hours"] - hours_min) / (hours_max - hours_min)
    # %% notebook.py #4
    train_part = full[full["source"] == "train"].drop("source", axis=1)
    y = train_part["income"].map({"<=50K": 0, ">50K": 1})
    X = train_part.drop("income", axis=1)
    # %% notebook.py #5
    rf = RandomForestClassifier(n_estimators=20, random_state=0).fit(X, y)
    state = State(
        education_dtype=education_dtype,
        hours_max=hours_max,
        hours_min=hours_min,
        rf=rf,
        train_df_columns=train_df.head(0),
        workclass_mode_0=workclass_mode_0,
        workclass_uniques=workclass_uniques,
    )
    return state, {}
