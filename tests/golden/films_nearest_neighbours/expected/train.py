"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.neighbors import NearestNeighbors

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(2)
    words = ["space", "war", "love", "robot", "king", "detective", "island", "music"]
    movies = pd.DataFrame({"title": [f"Film {i}" for i in range(90)],
        "tags": [" ".join(rng.choice(words, 4)) for _ in range(90)]})
    return movies


def train(movies: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #vec
    cv = CountVectorizer(max_features=50, stop_words="english")
    vectors = cv.fit_transform(movies["tags"]).toarray()
    # %% notebook.py #fit
    knn = NearestNeighbors(n_neighbors=6, metric="cosine").fit(vectors)
    state = State(knn=knn, movies=movies, vectors=vectors)
    return state, {}
