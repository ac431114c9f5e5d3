"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from .categories import seen_values
from .library import num
from .modules import helpers, utils
from .modules.helpers import clean
from .modules.utils import features as uf
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #rows
    rng = np.random.default_rng(4)
    n = 260
    meters = pd.DataFrame({"hour": rng.integers(0, 24, n), "weekday": rng.integers(0, 7, n), "load": rng.normal(30, 22, n).round(1), "temp": rng.normal(12, 14, n).round(1)})
    meters["next_load"] = (meters["load"] * .7 + meters["temp"].clip(-10, 30) * -.3 + 12 + rng.normal(0, 1.5, n)).round(2)
    return meters


def train(meters: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    df = clean(meters.copy())
    df = uf.add_all(df)
    df["late"] = df["hour"].apply(lambda h: utils.calendar_parts.part_of_day(h) == "evening").astype(int)
    df_known = seen_values(df, ["part"])
    df = pd.get_dummies(df, columns=["part"])
    df_columns = df.columns
    clipper = helpers.Clipper(high=.97)
    clipper.fit(df[num])
    df[num] = clipper.transform(df[num])
    X = df.drop(columns=["next_load"])
    y = df["next_load"]
    # %% notebook.py #fit
    reg = LinearRegression().fit(X, y)
    state = State(clipper=clipper, df_columns=df_columns, df_known=df_known, reg=reg)
    return state, {}
