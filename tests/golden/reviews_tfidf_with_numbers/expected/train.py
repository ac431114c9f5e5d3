"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from scipy.sparse import hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from .categories import seen_values
from .library import clean
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #read
    rng = np.random.default_rng(4)
    words = "great awful tasty cold slow friendly rude cheap pricey lovely stale fresh crowded".split()
    reviews = pd.DataFrame({
        "review": [" ".join(rng.choice(words, rng.integers(2, 8))) + rng.choice(["!", ".", "!!"]) for _ in range(180)],
        "tags": ["|".join(rng.choice(["wifi", "bar", "garden", "kids"], rng.integers(1, 3), replace=False)) for _ in range(180)],
        "stars": rng.integers(1, 6, 180),
        "price": rng.choice(["10-20", "20-30", "30-50"], 180),
    })
    reviews["liked"] = (reviews["review"].str.contains("great|lovely|tasty")).astype(int)
    return reviews


def train(reviews: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #text
    reviews["clean"] = reviews["review"].apply(clean)
    reviews["n_words"] = reviews["clean"].str.split().str.len()
    reviews[["low", "high"]] = reviews["price"].str.split("-", expand=True).astype(int)
    first = reviews["clean"].str.split(" ", expand=True)
    first_columns = first.columns
    reviews["third_word"] = first[2].fillna("none")
    # %% notebook.py #matrix
    tfidf = TfidfVectorizer(max_features=40, ngram_range=(1, 2))
    text_part = tfidf.fit_transform(reviews["clean"])
    cv = CountVectorizer(tokenizer=lambda t: t.split("|"), token_pattern=None) if False else CountVectorizer()
    tags = pd.DataFrame(cv.fit_transform(reviews["tags"]).toarray(), columns=cv.get_feature_names_out())
    numbers = reviews[["stars", "n_words", "low", "high"]]
    numbers_mean = numbers.mean()
    numbers_std = numbers.std()
    numbers = (numbers - numbers_mean) / numbers_std
    third_known = seen_values(reviews["third_word"])
    third = pd.get_dummies(reviews["third_word"], prefix="w3", dtype=float)
    third_columns = third.columns
    X = hstack([text_part, numbers.values, tags.values, third.values]).tocsr()
    # %% notebook.py #fit
    clf = LogisticRegression(max_iter=300).fit(X, reviews["liked"])
    state = State(
        clf=clf,
        cv=cv,
        first_columns=first_columns,
        numbers_mean=numbers_mean,
        numbers_std=numbers_std,
        tfidf=tfidf,
        third_columns=third_columns,
        third_known=third_known,
    )
    return state, {}
