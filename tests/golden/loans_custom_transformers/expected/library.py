"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from sklearn.base import BaseEstimator, TransformerMixin


# %% notebook.py #own
class RareToOther(BaseEstimator, TransformerMixin):
    """Rare categories become one."""

    def __init__(self, least=15):
        self.least = least

    def fit(self, X, y=None):
        self.kept_ = {c: set(X[c].value_counts()[lambda s: s >= self.least].index) for c in X.columns}
        return self

    def transform(self, X):
        X = X.copy()
        for c in X.columns:
            X[c] = X[c].where(X[c].isin(self.kept_[c]), "other")
        return X


# %% notebook.py #own
class AddRatios(BaseEstimator, TransformerMixin):
    def __init__(self, base="income"):
        self.base = base

    def fit(self, X, y=None):
        self.median_ = X[self.base].median()
        return self

    def transform(self, X):
        out = X.copy()
        out["rel"] = out[self.base] / self.median_
        return out
