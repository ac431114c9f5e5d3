# %% #imports
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
# %% #own
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
# %% [load] #load
rng = np.random.default_rng(9)
n = 260
loans = pd.DataFrame({
    "income": rng.lognormal(10, .5, n).round(), "amount": rng.uniform(1e3, 4e4, n).round(),
    "job": rng.choice(["clerk", "nurse", "pilot", "baker", "judge"], n, p=[.4, .3, .2, .06, .04]),
    "city": rng.choice(["Ulm", "Bonn", "Kiel"], n), "bad": rng.integers(0, 2, n),
})
loans.loc[rng.random(n) < .1, "income"] = np.nan
# %% [preprocess] #early
loans["income"] = loans["income"].fillna(loans["income"].median())
ratios = AddRatios()
loans = ratios.fit_transform(loans)
rare = RareToOther(least=20)
loans[["job", "city"]] = rare.fit_transform(loans[["job", "city"]])
# %% [train] #fit
from sklearn.ensemble import RandomForestClassifier
X, y = loans.drop("bad", axis=1), loans["bad"]
pre = ColumnTransformer([
    ("num", make_pipeline(SimpleImputer(strategy="mean"), StandardScaler()), ["income", "amount", "rel"]),
    ("cat", OneHotEncoder(handle_unknown="ignore"), ["job", "city"]),
])
pipe = Pipeline([("pre", pre), ("rf", RandomForestClassifier(n_estimators=8, random_state=0))])
pipe.fit(X, y)
# %% [predict] #ask
bad_p = pipe.predict_proba(X)[:, 1]
