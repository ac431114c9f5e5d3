"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from .library import grades
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #loans
    rng = np.random.default_rng(5)
    loans = pd.DataFrame({"income": rng.gamma(4, 900, 250).round(0), "debt": rng.gamma(2, 500, 250).round(0), "years": rng.integers(0, 30, 250), "grade": rng.choice(list("ABC"), 250)})
    loans["default"] = (rng.random(250) < 1 / (1 + np.exp(-(loans.debt / loans.income * 3 - 2)))).astype(int)
    loans.loc[3::20, "income"] = np.nan
    return loans


def train(loans: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    income_mean = loans.income.mean()
    loans.income = loans.income.fillna(income_mean)
    debt_quantile_0_95 = loans.debt.quantile(.95)
    loans.debt = loans.debt.clip(upper=debt_quantile_0_95)
    loans["ratio"] = ratio = loans.debt / loans.income
    loans.years += 1
    loans.ratio *= 100
    a = b = loans["years"].max()
    loans["tenure"] = loans.years / a
    loans.grade = loans.grade.map(grades)
    ratio_mean = loans.ratio.mean()
    loans["risky"] = np.where(loans.ratio > ratio_mean, 1, 0)
    mu, *_ , top = loans["ratio"].mean(), 0, 0, loans["ratio"].max()
    loans["rel"] = (loans["ratio"] - mu) / top
    feats = loans.columns.drop("default")
    X, y = loans[feats], loans.default
    # %% notebook.py #fit
    lr = LogisticRegression(max_iter=3000).fit(X, y)
    state = State(
        a=a,
        debt_quantile_0_95=debt_quantile_0_95,
        feats=feats,
        income_mean=income_mean,
        lr=lr,
        mu=mu,
        ratio_mean=ratio_mean,
        top=top,
    )
    return state, {}
