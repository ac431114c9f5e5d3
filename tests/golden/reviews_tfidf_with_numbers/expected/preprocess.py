"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
from scipy.sparse import csr_matrix, hstack

from .categories import only_known
from .library import clean
from .state import State


def preprocess(reviews: pd.DataFrame, state: State) -> csr_matrix:
    """Return X for the rows of reviews, one output row per input row.

    reviews needs the columns review, tags, stars, price.
    """
    # %% notebook.py #text
    reviews["clean"] = reviews["review"].apply(clean)
    reviews["n_words"] = reviews["clean"].str.split().str.len()
    reviews[["low", "high"]] = reviews["price"].str.split("-", expand=True).astype(int)
    first = reviews["clean"].str.split(" ", expand=True)
    first = first.reindex(columns=state.first_columns)
    reviews["third_word"] = first[2].fillna("none")
    # %% notebook.py #matrix
    text_part = state.tfidf.transform(reviews["clean"])
    tags = pd.DataFrame(state.cv.transform(reviews["tags"]).toarray(), columns=state.cv.get_feature_names_out())
    numbers = reviews[["stars", "n_words", "low", "high"]]
    numbers = (numbers - state.numbers_mean) / state.numbers_std
    third = pd.get_dummies(only_known(reviews["third_word"], state.third_known), prefix="w3", dtype=float)
    third = third.reindex(columns=state.third_columns, fill_value=0)
    X = hstack([text_part, numbers.values, tags.values, third.values]).tocsr()
    return X
