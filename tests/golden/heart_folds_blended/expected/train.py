"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(24)
    heart = pd.DataFrame({"age": rng.integers(30, 80, 180), "chol": rng.normal(240, 40, 180).round(0), "thalach": rng.normal(150, 20, 180).round(0)})
    heart["target"] = ((heart.age - 50) + (150 - heart.thalach) / 2 + rng.normal(0, 12, 180) > 0).astype(int)
    return heart


def train(heart: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #kfold
    X = heart.drop("target", axis=1)
    y = heart["target"]
    skf = StratifiedKFold(n_splits=3, shuffle=True, random_state=0)
    fold_models, fold_scores = [], []
    for fold, (tr, va) in enumerate(skf.split(X, y)):
        clf = RandomForestClassifier(n_estimators=10, random_state=fold)
        clf.fit(X.iloc[tr], y.iloc[tr])
        fold_scores.append(clf.score(X.iloc[va], y.iloc[va]))
        fold_models.append(clf)
    state = State(fold_models=fold_models)
    return state, {}
