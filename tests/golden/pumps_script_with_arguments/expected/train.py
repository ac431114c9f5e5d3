"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import argparse

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #pumps
    rng = np.random.default_rng(12)
    pumps = pd.DataFrame({
        "pressure_bar": rng.gamma(3, 2, 140).round(2),
        "flow": rng.uniform(10, 80, 140).round(1),
        "hours": rng.integers(100, 9000, 140),
    })
    pumps["kw"] = (pumps["pressure_bar"] * pumps["flow"] / 40 + pumps["hours"] / 4000 + rng.normal(0, 0.2, 140)).round(3)
    return pumps


def train(pumps: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #prepare-before
    # hours count in thousands
    pumps["hours"] = pumps["hours"] / 1000
    # %% prepare.py #prepare-py-1
    parser = argparse.ArgumentParser(description="prepares the readings of the pumps")
    parser.add_argument("--low", type=float, default=1.0, help="below this a reading is noise")
    parser.add_argument("--unit", choices=["bar", "psi"], default="psi")
    args = parser.parse_args(['--low', '2.5', '--unit', 'bar'])

    LOW = args.low
    FACTOR = 14.5 if args.unit == "bar" else 1.0

    def to_psi(values):
        """Pressure in psi, noise cut off."""
        return np.maximum(values, LOW) * FACTOR
    # %% notebook.py #prepare-before_
    pumps["pressure"] = to_psi(pumps["pressure_bar"])
    FEATURES = ["pressure", "flow", "hours"]
    # %% ratios.py #ratios-py-1
    # shares the variables of the notebook: %run -i ratios.py
    pumps["head"] = pumps["pressure"] / pumps["flow"]
    FEATURES = FEATURES + ["head"]
    # %% notebook.py #prepare
    X, y = pumps[FEATURES], pumps["kw"]
    # %% notebook.py #fit
    lin = LinearRegression()
    lin.fit(X, y)
    # %% notebook.py #ask
    kw = lin.predict(X)
    # %% notebook.py #score
    score = r2_score(y, kw)
    state = State(FACTOR=FACTOR, FEATURES=FEATURES, LOW=LOW, lin=lin)
    return state, {"score": score}
