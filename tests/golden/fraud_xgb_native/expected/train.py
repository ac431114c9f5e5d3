"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from .library import evals_result, params
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #l
    rng = np.random.default_rng(4)
    tx = pd.DataFrame({
        "amount": rng.lognormal(3, 1, 300).round(2), "hour": rng.integers(0, 24, 300),
        "country": rng.choice(["DE", "FR", "PL", "US"], 300), "age_days": rng.integers(0, 2000, 300).astype(float)})
    tx.loc[rng.random(300) < 0.1, "age_days"] = np.nan
    tx["is_fraud"] = ((tx.amount > 40) & (tx.hour < 6) | (rng.random(300) < 0.05)).astype(int)
    return tx


def train(tx: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    tx["night"] = (tx["hour"] < 6).astype(int)
    tx["log_amount"] = np.log1p(tx["amount"])
    tx = pd.get_dummies(tx, columns=["country"], prefix="c")
    tx_columns = tx.columns
    X = tx.drop(columns=["is_fraud"])
    y = tx["is_fraud"]
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=1)
    dtrain = xgb.DMatrix(X_tr, label=y_tr)
    dtest = xgb.DMatrix(X_te, label=y_te)
    # %% notebook.py #t
    bst = xgb.train(params, dtrain, num_boost_round=30, evals=[(dtrain, "train"), (dtest, "test")],
                    early_stopping_rounds=5, evals_result=evals_result, verbose_eval=False)
    # %% notebook.py #imp
    xgb.plot_importance(bst)
    # %% notebook.py #q
    best_iteration = bst.best_iteration + 1
    proba = bst.predict(dtest, iteration_range=(0, best_iteration))
    # %% notebook.py #e
    auc = roc_auc_score(y_te, proba)
    state = State(best_iteration=best_iteration, bst=bst, tx_columns=tx_columns)
    return state, {"auc": auc}
