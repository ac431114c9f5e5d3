"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from .library import edu, num
from .state import State


def load() -> tuple[pd.DataFrame, np.ndarray]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(2)
    n = 300
    loans = pd.DataFrame({
        "Income": rng.lognormal(8, 0.5, n).round(), "Coapplicant": np.where(rng.random(n) < 0.4, 0, rng.lognormal(7, 0.5, n).round()),
        "LoanAmount": np.where(rng.random(n) < 0.07, np.nan, rng.integers(40, 400, n)),
        "Education": rng.choice(["Graduate", "Not Graduate"], n, p=[0.75, 0.25]),
        "Credit_History": np.where(rng.random(n) < 0.1, np.nan, rng.integers(0, 2, n)),
    })
    loans["Loan_Status"] = np.where(loans.Credit_History.fillna(1) + rng.normal(0, 0.4, n) > 0.5, "Y", "N")
    weights = rng.uniform(0.5, 2, n)
    return loans, weights


def train(loans: pd.DataFrame, weights: np.ndarray) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #3
    y = loans.pop("Loan_Status").map({"N": 0, "Y": 1})
    loans["Total"] = loans["Income"] + loans["Coapplicant"]
    del loans["Coapplicant"]
    # %% notebook.py #4
    X_tmp, X_test, y_tmp, y_test, w_tmp, w_test = train_test_split(loans, y, weights, test_size=0.2, random_state=1, stratify=y)
    X_train, X_val, y_train, y_val, w_train, w_val = train_test_split(X_tmp, y_tmp, w_tmp, test_size=0.25, random_state=1)
    # %% notebook.py #5
    imp = SimpleImputer(strategy="median")
    X_train[num] = imp.fit_transform(X_train[num])
    X_val[num] = imp.transform(X_val[num])
    X_test[num] = imp.transform(X_test[num])
    for part in (X_train, X_val, X_test):
        part["Education"] = part["Education"].map(edu)
        part["Income"] = np.log(part["Income"])
    # %% notebook.py #6
    best, best_c = -1, None
    for C in [0.01, 1, 10]:
        m = LogisticRegression(C=C, max_iter=2000).fit(X_train, y_train, sample_weight=w_train)
        s = m.score(X_val, y_val)
        if s > best:
            best, best_c = s, C
    clf = LogisticRegression(C=best_c, max_iter=2000).fit(X_train, y_train, sample_weight=w_train)
    state = State(clf=clf, imp=imp)
    return state, {}
