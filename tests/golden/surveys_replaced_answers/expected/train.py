"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(3)
    n = 180
    survey = pd.DataFrame({
        "satisfied": rng.choice(["yes", "no"], n),
        "visits": rng.poisson(4, n),
        "shop": rng.choice(["online", "street"], n),
        "since": pd.Series(pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 900, n), unit="D")).dt.strftime("%Y-%m-%d"),
    })
    survey["returns"] = ((survey.satisfied == "yes") * 1.2 + survey.visits * 0.2 + rng.normal(0, 0.5, n) > 1.4).astype(int)
    return survey


def train(survey: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prepare
    # yes/no answers become numbers, then dummies for what is left
    survey["satisfied"] = survey["satisfied"].replace({"yes": 1, "no": 0})
    seconds = pd.to_datetime(survey["since"]).astype("int64") // 10**9
    survey["years"] = (pd.Timestamp("2024-01-01").timestamp() - seconds) / (365 * 24 * 3600)
    X_known = seen_values(survey.drop(columns=["returns", "since"]))
    X = pd.get_dummies(survey.drop(columns=["returns", "since"]))
    X_columns = X.columns
    # %% notebook.py #train
    clf = LogisticRegression(max_iter=500)
    clf.fit(X, survey["returns"])
    state = State(X_columns=X_columns, X_known=X_known, clf=clf)
    return state, {}
