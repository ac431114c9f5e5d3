"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(19)
    n = 220
    dataset = pd.DataFrame({
        "emp id": np.arange(n), "Yrs Exp": rng.uniform(0, 30, n).round(1), "City": rng.choice(["Rome", "Oslo", "Bonn"], n),
        "Test (Score)": np.where(rng.random(n) < 0.1, np.nan, rng.integers(1, 11, n)), "Interview": rng.integers(1, 11, n),
        "Salary": 0.0,
    })
    dataset["Salary"] = (30000 + dataset["Yrs Exp"] * 1500 + dataset["Interview"] * 800 + rng.normal(0, 2000, n)).round()
    return dataset


def train(dataset: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #3
    columns_names_before = dataset.columns
    dataset.columns = ["id", "years", "city", "score", "interview", "salary"]
    columns_names = dict(zip(columns_names_before, dataset.columns, strict=True))
    dataset = dataset.iloc[:, 1:]
    X = dataset.iloc[:, :-1].values
    y = dataset.iloc[:, -1].values
    # %% notebook.py #4
    imputer = SimpleImputer(missing_values=np.nan, strategy="mean")
    imputer.fit(X[:, 2:4])
    X[:, 2:4] = imputer.transform(X[:, 2:4])
    # %% notebook.py #5
    ct = ColumnTransformer(transformers=[("encoder", OneHotEncoder(), [1])], remainder="passthrough")
    X = np.array(ct.fit_transform(X))
    # %% notebook.py #6
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
    sc = StandardScaler()
    X_train[:, 3:] = sc.fit_transform(X_train[:, 3:])
    # %% notebook.py #7
    regressor = LinearRegression()
    regressor.fit(X_train, y_train)
    state = State(columns_names=columns_names, ct=ct, imputer=imputer, regressor=regressor, sc=sc)
    return state, {}
