"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.preprocessing import MultiLabelBinarizer, PolynomialFeatures

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(31)
    n = 190
    genres = ["drama", "comedy", "crime", "war"]
    movies = pd.DataFrame({
        "title": [f"Movie {i} ({1950 + i % 60})" for i in range(n)],
        "genres": ["|".join(sorted(rng.choice(genres, rng.integers(1, 4), replace=False))) for _ in range(n)],
        "cast": [", ".join(rng.choice(["Ann", "Bob", "Cid", "Dee"], rng.integers(1, 4), replace=False)) for _ in range(n)],
        "length": rng.normal(105, 20, n).round(),
        "size": rng.choice(["4x3", "16x9", "21x9"], n),
    })
    movies["rating"] = (5 + movies.genres.str.contains("drama") + movies.length / 100 + rng.normal(0, .3, n)).round(2)
    return movies


def train(movies: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #features
    # genres are separated by bars
    g = movies["genres"].str.get_dummies(sep="|")
    g_columns = g.columns
    mlb = MultiLabelBinarizer()
    cast = pd.DataFrame(mlb.fit_transform(movies["cast"].str.split(", ")), columns=mlb.classes_, index=movies.index)
    classes = mlb.classes_
    movies["year"] = movies["title"].str.extract(r"\((\d{4})\)").astype(int)
    decade_edges = pd.cut(movies["year"], 4, labels=["old", "mid", "newer", "new"], retbins=True)[1]
    movies["decade"] = pd.cut(movies["year"], 4, labels=["old", "mid", "newer", "new"])
    shape = movies["size"].apply(lambda s: pd.Series([int(p) for p in s.split("x")], index=["w", "h"]))
    first = movies["cast"].apply(lambda s: pd.Series(s.split(", ")))
    first_columns = first.columns
    movies["third"] = first[2].notna()
    # %% notebook.py #matrix
    poly = PolynomialFeatures(degree=2, include_bias=False)
    movies_mean = movies[["length", "year"]].mean()
    numbers = poly.fit_transform(movies[["length", "year"]].sub(movies_mean))
    X = np.hstack([numbers, g.values, cast.values, shape.values, movies[["third"]].values, pd.get_dummies(movies["decade"]).values])
    X = X.astype(float)
    # %% notebook.py #fit
    ridge = Ridge(alpha=2.0).fit(X, movies["rating"])
    state = State(
        classes=classes,
        decade_edges=decade_edges,
        first_columns=first_columns,
        g_columns=g_columns,
        mlb=mlb,
        movies_mean=movies_mean,
        poly=poly,
        ridge=ridge,
    )
    return state, {}
