"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

# %% notebook.py #own
EPSILON = 1.0


# %% notebook.py #own
def log_shifted(values):
    return np.log(values + EPSILON)


# %% notebook.py #own
class Winsorizer(BaseEstimator, TransformerMixin):
    """Cuts each column at a quantile of the training rows."""

    def __init__(self, q=0.95):
        self.q = q

    def fit(self, X, y=None):
        self.top_ = np.nanquantile(np.asarray(X, dtype=float), self.q, axis=0)
        return self

    def transform(self, X):
        return np.minimum(np.asarray(X, dtype=float), self.top_)

    def get_feature_names_out(self, names=None):
        return names
