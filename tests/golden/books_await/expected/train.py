"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import asyncio

import pandas as pd
from sklearn.linear_model import LinearRegression

from .library import fetch
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #books
    books = asyncio.run(fetch(150))
    books["loans"] = books["pages"] // 40 + (books["year"] - 1950) // 10
    return books


def train(books: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    year_median = books["year"].median()
    books["old"] = (books["year"] < year_median).astype(int)
    X = books[["pages", "old"]]
    # %% notebook.py #t
    reg = LinearRegression().fit(X, books["loans"])
    state = State(reg=reg, year_median=year_median)
    return state, {}
