"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.preprocessing import LabelEncoder

from .library import cleanResume
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    df = pd.DataFrame({"Resume": ["python pandas sql machine learning", "java spring backend services", "excel accounting tax audit", "deep learning pytorch python", "kotlin java android apps", "bookkeeping invoices audit"] * 20,
        "Category": ["Data Science", "Java Developer", "Accountant"] * 40})
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clean
    df["Resume"] = df["Resume"].apply(lambda x: cleanResume(x))
    le = LabelEncoder()
    le.fit(df["Category"])
    df["Category"] = le.transform(df["Category"])
    tfidf = TfidfVectorizer(stop_words="english")
    tfidf.fit(df["Resume"])
    requredTaxt = tfidf.transform(df["Resume"])
    # %% notebook.py #fit
    clf = SGDClassifier(random_state=0)
    clf.fit(requredTaxt, df["Category"])
    state = State(clf=clf, le=le, tfidf=tfidf)
    return state, {}
