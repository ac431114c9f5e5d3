"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(23)
    n = 300
    visits = pd.DataFrame({
        "patient": rng.integers(1, 120, n), "age": np.where(rng.random(n) < 0.06, np.nan, rng.integers(0, 100, n)), "bmi": rng.normal(26, 5, n).round(1),
        "pressure": rng.normal(125, 20, n).round(), "smoker": rng.choice(["yes", "no", "?"], n, p=[0.25, 0.65, 0.1]),
    }, index=rng.integers(0, 150, n))     # exported twice: labels are not unique
    visits["risk"] = ((visits.age.fillna(50) + visits.bmi + rng.normal(0, 10, n)) > 85).astype(int)
    return visits


def train(visits: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #4
    visits = visits[visits["smoker"] != "?"]
    visits = visits.dropna(subset=["age", "risk"])
    visits = visits.sort_values(by=["age", "bmi"], ascending=False).reset_index(drop=True)
    visits["smoker"] = (visits["smoker"] == "yes").astype(int)
    visits["obese"] = np.where(visits["bmi"] >= 30, 1, 0)
    pressure_mean = visits["pressure"].mean()
    pressure_std = visits["pressure"].std()
    visits["pressure_z"] = (visits["pressure"] - pressure_mean) / pressure_std
    visits = visits.drop(columns=["pressure", "patient"])
    # %% notebook.py #5
    value = visits.columns != "risk"
    X = visits.loc[:, value]
    y = visits.loc[:, visits.columns == "risk"]
    gb = GradientBoostingClassifier(n_estimators=25, random_state=3)
    gb.fit(X, y.values.ravel())
    state = State(gb=gb, pressure_mean=pressure_mean, pressure_std=pressure_std, value=value)
    return state, {}
