"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .library import AddRatios, RareToOther
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(9)
    n = 260
    loans = pd.DataFrame({
        "income": rng.lognormal(10, .5, n).round(), "amount": rng.uniform(1e3, 4e4, n).round(),
        "job": rng.choice(["clerk", "nurse", "pilot", "baker", "judge"], n, p=[.4, .3, .2, .06, .04]),
        "city": rng.choice(["Ulm", "Bonn", "Kiel"], n), "bad": rng.integers(0, 2, n),
    })
    loans.loc[rng.random(n) < .1, "income"] = np.nan
    return loans


def train(loans: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #early
    income_median = loans["income"].median()
    loans["income"] = loans["income"].fillna(income_median)
    ratios = AddRatios()
    loans = ratios.fit_transform(loans)
    rare = RareToOther(least=20)
    loans[["job", "city"]] = rare.fit_transform(loans[["job", "city"]])
    # %% notebook.py #fit
    X, y = loans.drop("bad", axis=1), loans["bad"]
    pre = ColumnTransformer([
        ("num", make_pipeline(SimpleImputer(strategy="mean"), StandardScaler()), ["income", "amount", "rel"]),
        ("cat", OneHotEncoder(handle_unknown="ignore"), ["job", "city"]),
    ])
    pipe = Pipeline([("pre", pre), ("rf", RandomForestClassifier(n_estimators=8, random_state=0))])
    pipe.fit(X, y)
    state = State(income_median=income_median, pipe=pipe, rare=rare, ratios=ratios)
    return state, {}
