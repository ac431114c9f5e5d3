"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    base = ["egg milk flour sugar", "rice beans chili", "tomato basil cheese", "egg rice soy", "beans corn lime", "milk cheese pasta"]
    rng = np.random.default_rng(3)
    recipes = pd.DataFrame({"name": [f"Plat {i}" for i in range(42)], "ingredients": [f"{base[i % 6]} {rng.choice(['salt', 'pepper', 'garlic'])}" for i in range(42)]})
    return recipes


def train(recipes: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #tfidf
    recipes["ingredients"] = recipes["ingredients"].str.lower()
    tfidf = TfidfVectorizer()
    matrix = tfidf.fit_transform(recipes["ingredients"])
    # %% notebook.py #ask
    # qu'est-ce qu'on mange ce soir?
    query = "tomato cheese garlic"
    scores = cosine_similarity(tfidf.transform([query]), matrix).flatten()
    best = scores.argsort(kind="stable")[::-1][:3]
    name = recipes["name"]
    suggestions = name.iloc[best].tolist()
    state = State(matrix=matrix, name=name, tfidf=tfidf)
    return state, {}
