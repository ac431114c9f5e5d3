"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import functools

import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin


# %% notebook.py #h
def logged(fn):
    @functools.wraps(fn)
    def inner(*args, **kwargs):
        print("->", fn.__name__)
        return fn(*args, **kwargs)
    return inner


# %% notebook.py #h
class Levels:
    """Ordinal levels of a job; the table belongs to the class."""
    table = {"junior": 0, "senior": 1, "lead": 2}
    default = -1
    @classmethod
    def code(cls, text: str) -> int:
        return cls.table.get(text, cls.default)
    @staticmethod
    def is_lead(text) -> bool:
        return text == "lead"


# %% notebook.py #h
class Clipper(BaseEstimator, TransformerMixin):
    def __init__(self, low=.02, high=.98):
        self.low, self.high = low, high
    def fit(self, X, y=None):
        self.bounds_ = X.quantile([self.low, self.high])
        return self
    def transform(self, X):
        return X.clip(self.bounds_.iloc[0], self.bounds_.iloc[1], axis=1)


# %% notebook.py #p
@logged
def add_ratio(df: pd.DataFrame, *, base: float = 40.0) -> pd.DataFrame:
    def ratio(hours):
        return hours / base
    df = df.copy()
    df["load"] = ratio(df["hours"])
    return df


# %% notebook.py #p
def make_scaler(series):
    mean, std = series.mean(), series.std()
    def scale(values):
        return (values - mean) / std
    return scale


# %% notebook.py #p
def pairs(names):
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            yield a, b
