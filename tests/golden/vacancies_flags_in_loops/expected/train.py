"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #data
    rng = np.random.default_rng(77)
    n = 280
    cities = ["Kazan", "Omsk", "Perm", "Tomsk", "Tula", "Ufa", "Orsk"]
    jobs = pd.DataFrame({
        "city": rng.choice(cities, n, p=[.3, .2, .15, .15, .1, .06, .04]),
        "role": rng.choice(["Analyst", "analyst ", "ML engineer", "Data engineer", "tester"], n),
        "contract": rng.choice(["full", "part", "project"], n),
        "grade": rng.choice(["junior", "middle", "senior"], n),
        "years": rng.integers(0, 15, n),
    })
    jobs["pay"] = 60 + jobs["years"] * 9 + jobs["role"].str.contains("engineer") * 40 + rng.normal(0, 8, n).round(1)
    return jobs


def train(jobs: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #flags
    jobs["role"] = jobs["role"].str.strip().str.lower()
    X = jobs[["years"]].copy()
    # one column for each role
    role_unique = jobs["role"].unique()
    for r in role_unique:
        X_known = seen_values(jobs["role"])
        X["role_" + r.replace(" ", "_")] = (jobs["role"] == r).astype(int)
    # the most frequent cities only
    top_cities = list(jobs["city"].value_counts().index[:4])
    for c in top_cities:
        X[f"in_{c}"] = np.where(jobs["city"] == c, 1, 0)
    # %% notebook.py #more
    short = jobs["contract"].str[:4].str.upper()
    kinds = sorted(set(short))
    contract_known = seen_values(short)
    contract = pd.DataFrame({f"contract_{k}": (short == k).astype(int) for k in kinds})
    X = pd.concat([X, contract], axis=1)
    jobs["level"] = jobs["grade"].str[0]
    jobs_unique = {}
    X_known_2 = {}
    for col in ["level", "contract"]:
        jobs_unique[col] = jobs[col].unique()
        for i, value in enumerate(jobs_unique[col]):
            X_known_2[col] = seen_values(jobs[col])
            X[f"{col}{i}"] = jobs[col].eq(value) * 1.0
    # %% notebook.py #fit
    model = Ridge(alpha=1.0)
    model.fit(X, jobs["pay"])
    state = State(
        X_known=X_known,
        X_known_2=X_known_2,
        contract_known=contract_known,
        jobs_unique=jobs_unique,
        kinds=kinds,
        model=model,
        role_unique=role_unique,
        top_cities=top_cities,
    )
    return state, {}
