"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from .library import Winsorizer, log_shifted
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(3)
    loans = pd.DataFrame({
        "income": np.where(rng.random(260) < 0.1, np.nan, rng.lognormal(10, 0.5, 260).round()),
        "amount": rng.uniform(1000, 50000, 260).round(),
        "purpose": rng.choice(["car", "house", "other"], 260),
        "defaulted": rng.choice(["no", "yes"], 260, p=[0.7, 0.3]),
    })
    return loans


def train(loans: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #xy
    X = loans.drop(columns="defaulted")
    y = loans["defaulted"]
    # %% notebook.py #fit
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=0)
    numbers = Pipeline([("cut", Winsorizer(0.9)), ("fill", SimpleImputer()), ("log", FunctionTransformer(log_shifted)), ("scale", StandardScaler())])
    columns = ColumnTransformer([("n", numbers, ["income", "amount"]), ("c", OneHotEncoder(handle_unknown="ignore"), ["purpose"])])
    model = make_pipeline(columns, LogisticRegression())
    model.fit(X_train, y_train)
    # %% notebook.py #score
    accuracy = model.score(X_test, y_test)
    state = State(model=model)
    return state, {"accuracy": accuracy}
