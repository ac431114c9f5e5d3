"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

from .library import feature_cols
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #1
    np.random.seed(8)
    ads = pd.DataFrame({"age": np.random.randint(16, 70, 500), "minutes": np.random.exponential(12, 500).round(2), "hour": np.random.randint(0, 24, 500)})
    ads["clicked"] = np.where((ads.age < 30) & (ads.minutes > 14) | (np.random.rand(500) < 0.04), 1, 0)
    return ads


def train(ads: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #3
    ads["evening"] = (ads["hour"] >= 18).astype(int)
    ads["log_minutes"] = np.log1p(ads["minutes"])
    # %% notebook.py #4
    # Kelas tidak seimbang: ambil sampel kelas mayoritas
    no_click = ads[ads.clicked == 0]
    click = ads[ads.clicked == 1]
    no_click_sampled = no_click.sample(n=len(click) * 2, random_state=1)
    balanced = pd.concat([no_click_sampled, click], axis=0)
    balanced = balanced.sample(frac=1, random_state=1)   # acak urutan
    # %% notebook.py #5
    X_all, y_all = balanced[feature_cols], balanced["clicked"]
    cut = int(len(balanced) * 0.8)
    X_tr, X_te = X_all[:cut], X_all[cut:]
    y_tr, y_te = y_all[:cut], y_all[cut:]
    # %% notebook.py #6
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)
    tree.fit(X_tr, y_tr)
    state = State(tree=tree)
    return state, {}
