"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import datetime as dt
from datetime import datetime

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from .library import months_since
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(21)
    n = 180
    members = pd.DataFrame({
        "born": pd.to_datetime("1950-01-01") + pd.to_timedelta(rng.integers(0, 18000, n), unit="D"),
        "joined": pd.to_datetime("2015-01-01") + pd.to_timedelta(rng.integers(0, 3000, n), unit="D"),
        "plan": rng.choice(["day", "night", "all"], n, p=[0.5, 0.2, 0.3]),
        "visits": rng.poisson(6, n),
    })
    members["left"] = (rng.random(n) < 0.2 + 0.02 * (members["visits"] < 4)).astype(int)
    return members


def train(members: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clock
    now = datetime.now()
    this_year = dt.date.today().year
    # %% notebook.py #ages
    # everything is counted from the day of the run
    members["age"] = this_year - members["born"].dt.year
    members["months"] = members["joined"].apply(lambda day: months_since(day, now))
    members["senior"] = members["born"].apply(lambda day: datetime.now().year - day.year >= 60)
    members["per_month"] = members["visits"] / (members["months"] + 1)
    X = pd.get_dummies(members.drop(columns=["born", "joined", "left"]), columns=["plan"])
    X_columns = X.columns
    y = members["left"]
    # %% notebook.py #fit
    model = LogisticRegression(max_iter=2000).fit(X, y)
    state = State(X_columns=X_columns, model=model, now=now, this_year=this_year)
    return state, {}
