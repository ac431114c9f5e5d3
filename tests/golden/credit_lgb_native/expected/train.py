"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import warnings

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold

from .library import cat_feats
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #l
    rng = np.random.default_rng(2)
    n = 300
    loans = pd.DataFrame({"income": rng.lognormal(10, 0.4, n).round(), "amount": rng.integers(1, 50, n) * 1000, "term": rng.choice([12, 24, 36, 60], n),
        "purpose": rng.choice(["car", "home", "study", "other"], n), "late": rng.poisson(0.5, n)})
    loans["default"] = (rng.random(n) < 1 / (1 + np.exp(3 - loans.late - loans.amount / loans.income))).astype(int)
    return loans


def train(loans: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #i
    warnings.filterwarnings("ignore")
    # %% notebook.py #p
    loans["ratio"] = loans["amount"] / loans["income"]
    loans["purpose"] = loans["purpose"].astype("category")
    purpose_dtype = loans['purpose'].dtype
    target = loans.pop("default")
    tr, va = next(KFold(4, shuffle=True, random_state=0).split(loans))
    # %% notebook.py #t
    dtrain = lgb.Dataset(loans.iloc[tr], label=target.iloc[tr], categorical_feature=cat_feats)
    dvalid = lgb.Dataset(loans.iloc[va], label=target.iloc[va], reference=dtrain)
    params = dict(objective="binary", metric="auc", learning_rate=0.1, num_leaves=7, min_data_in_leaf=5, verbose=-1, seed=3, num_threads=1, deterministic=True)
    gbm = lgb.train(params, dtrain, num_boost_round=40, valid_sets=[dtrain, dvalid], valid_names=["tr", "va"],
                    callbacks=[lgb.early_stopping(5, verbose=False), lgb.log_evaluation(0)])
    # %% notebook.py #q
    best_iteration = gbm.best_iteration
    loans["score"] = gbm.predict(loans, num_iteration=best_iteration)
    # %% notebook.py #e
    auc_va = roc_auc_score(target.iloc[va], loans["score"].iloc[va])
    state = State(best_iteration=best_iteration, gbm=gbm, purpose_dtype=purpose_dtype)
    return state, {"auc_va": auc_va}
