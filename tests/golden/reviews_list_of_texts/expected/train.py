"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

from .library import clean
from .state import State


def load() -> tuple[list, list]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    texts = ["A good day!", "bad, bad day", "awful <b>thing</b>", "very GOOD indeed", "nice and good", "bad and awful"] * 15
    labels = [1, 0, 0, 1, 1, 0] * 15
    return texts, labels


def train(texts: list, labels: list) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clean
    cleaned = [clean(text) for text in texts]
    vectorizer = TfidfVectorizer(ngram_range=(1, 2))
    X = vectorizer.fit_transform(cleaned)
    # %% notebook.py #fit
    model = MultinomialNB()
    model.fit(X, labels)
    state = State(model=model, vectorizer=vectorizer)
    return state, {}
