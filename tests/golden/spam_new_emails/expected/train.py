"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    df = pd.DataFrame({
        "Category": ["ham", "spam", "ham", "ham", "spam", "ham"] * 25,
        "Message": ["Go until jurong point, crazy", "Free entry in 2 a wkly comp to win", "U dun say so early hor",
                    "Nah I don't think he goes to usf", "WINNER!! claim your prize reward now", "I've been searching for the right words"] * 25,
    })
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #label
    df["spam"] = df["Category"].apply(lambda x: 1 if x == "spam" else 0)
    X_train, X_test, y_train, y_test = train_test_split(df.Message, df.spam, random_state=0)
    # %% notebook.py #count
    v = CountVectorizer()
    X_train_count = v.fit_transform(X_train.values)
    # %% notebook.py #fit
    model = MultinomialNB()
    model.fit(X_train_count, y_train)
    state = State(model=model, v=v)
    return state, {}
