"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from . import library
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(4)
    df = pd.DataFrame({
        "Gender": rng.choice(["Female", "Male"], 260),
        "Contract": rng.choice(["Month-to-month", "Two year"], 260),
        "Tenure": rng.integers(0, 70, 260),
        "MonthlyCharges": rng.normal(60, 15, 260).round(2),
    })
    df["Churn"] = np.where(df.Tenure + rng.normal(0, 12, 260) < 25, "Yes", "No")
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    train = library.train
    # %% notebook.py #prep
    df.columns = df.columns.str.lower().str.replace(" ", "_")
    categorical_columns = list(df.dtypes[df.dtypes == "str"].index)
    for c in categorical_columns:
        df[c] = df[c].str.lower().str.replace(" ", "_")
    df.churn = (df.churn == "yes").astype(int)
    df_full_train, df_test = train_test_split(df, test_size=0.2, random_state=1)
    df_full_train = df_full_train.reset_index(drop=True)
    y_full = df_full_train.churn.values
    # %% notebook.py #train
    dv, model = train(df_full_train, y_full, C=1.0)
    state = State(dv=dv, model=model)
    return state, {}
