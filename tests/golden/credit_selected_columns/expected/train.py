"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.feature_selection import RFE, SelectKBest, f_regression
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(77)
    n = 320
    base = rng.normal(size=(n, 6))
    credit = pd.DataFrame(base, columns=["income", "debt", "age", "limit", "late", "visits"])
    credit["limit2"] = credit["limit"] * 1.01 + rng.normal(scale=0.01, size=n)
    credit["flat"] = 1.0
    credit["score"] = 600 + 40 * credit["income"] - 30 * credit["late"] + 5 * credit["age"] + rng.normal(scale=5, size=n)
    credit.loc[rng.random(n) < .08, "debt"] = np.nan
    return credit


def train(credit: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #select
    credit_mean = credit.mean(numeric_only=True)
    credit = credit.fillna(credit_mean)
    corr = credit.drop(columns="score").corr().abs()
    upper = corr.where(np.triu(np.ones(corr.shape), k=1).astype(bool))
    to_drop = [column for column in upper.columns if any(upper[column] > 0.95)]
    credit = credit.drop(columns=to_drop)
    # most related to the score
    best = credit.corr()["score"].abs().sort_values(ascending=False)
    best = best[best > 0.05].index.drop("score")
    X = credit[best]
    y = credit["score"]
    # %% notebook.py #rfe
    rfe = RFE(LinearRegression(), n_features_to_select=3)
    rfe = rfe.fit(X, y)
    cols = X.columns[rfe.support_]
    X = X[cols]
    select_kbest = SelectKBest(f_regression, k=2)
    X = select_kbest.fit_transform(X, y)
    # %% notebook.py #fit
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    lr = LinearRegression().fit(X_train, y_train)
    # %% notebook.py #r2
    r2 = lr.score(X_test, y_test)
    state = State(best=best, cols=cols, credit_mean=credit_mean, lr=lr, select_kbest=select_kbest, to_drop=to_drop)
    return state, {"r2": r2}
