"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_binned, only_known_columns, only_known_tags
from .state import State


def preprocess(movies: pd.DataFrame, state: State) -> np.ndarray:
    """Return X for the rows of movies, one output row per input row.

    movies needs the columns title, genres, cast, length, size.
    """
    # %% notebook.py #features
    # genres are separated by bars
    g = only_known_columns(movies["genres"].str.get_dummies(sep="|"), state.g_columns)
    g = g.reindex(columns=state.g_columns, fill_value=0)
    cast = pd.DataFrame(state.mlb.transform(only_known_tags(movies["cast"].str.split(", "), state.mlb.classes_)), columns=state.classes, index=movies.index)
    movies["year"] = movies["title"].str.extract(r"\((\d{4})\)").astype(int)
    movies["decade"] = only_binned(pd.cut(movies["year"], state.decade_edges, labels=["old", "mid", "newer", "new"]), movies["year"])
    shape = movies["size"].apply(lambda s: pd.Series([int(p) for p in s.split("x")], index=["w", "h"]))
    first = movies["cast"].apply(lambda s: pd.Series(s.split(", ")))
    first = first.reindex(columns=state.first_columns)
    movies["third"] = first[2].notna()
    # %% notebook.py #matrix
    numbers = state.poly.transform(movies[["length", "year"]].sub(state.movies_mean))
    X = np.hstack([numbers, g.values, cast.values, shape.values, movies[["third"]].values, pd.get_dummies(movies["decade"]).values])
    X = X.astype(float)
    return X
