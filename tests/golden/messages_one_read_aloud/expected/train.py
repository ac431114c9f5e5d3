"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #messages
    rng = np.random.default_rng(12)
    ham = ["see you at lunch", "the report is on your desk", "call me when you are home", "running late, sorry", "thanks for the photos"]
    spam = ["win a free prize now", "cheap loans call now", "claim your free voucher today", "urgent: you have won cash", "free entry, text WIN"]
    label = rng.integers(0, 2, 160)
    text = [f"{rng.choice(spam if l else ham)} {rng.choice(['ok', 'now', 'please', 'bye', '!!'])}" for l in label]
    sms = pd.DataFrame({"label": label, "message": text})
    return sms


def train(sms: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clean
    sms["message"] = sms["message"].str.lower().str.replace("[^a-z ]", "", regex=True)
    X_train, X_test, y_train, y_test = train_test_split(sms["message"], sms["label"], random_state=3)
    # %% notebook.py #fit
    model = make_pipeline(CountVectorizer(), MultinomialNB())
    model.fit(X_train, y_train)
    state = State(model=model)
    return state, {}
