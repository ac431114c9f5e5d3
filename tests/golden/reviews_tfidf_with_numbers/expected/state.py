"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    clf: LogisticRegression       # #fit, line 2
    cv: CountVectorizer           # #matrix, line 4
    first_columns: pd.RangeIndex  # #text, line 8: columns of reviews["clean"].str.split(" ", expand=...
    numbers_mean: pd.Series       # #matrix, line 6: numbers.mean()
    numbers_std: pd.Series        # #matrix, line 6: numbers.std()
    tfidf: TfidfVectorizer        # #matrix, line 2
    third_columns: pd.Index       # #matrix, line 7: columns of pd.get_dummies(reviews["third_word"], p...
    third_known: list             # #matrix, line 7: known of pd.get_dummies(reviews["third_word"], pre...
