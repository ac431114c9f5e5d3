"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.neighbors import KNeighborsRegressor

from .library import GRADES, to_grade
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% constants.py #constants-py-1
    SEED = 8
    # %% load_data.ipynb #load_data-ipynb-2
    rng = np.random.default_rng(SEED)
    wells = pd.DataFrame({'depth': rng.normal(120, 40, 240).round(0), 'ph': rng.normal(7, .6, 240).round(2), 'grade': rng.choice(['low', 'mid', 'high'], 240)})
    wells['iron'] = (wells['depth'] / 100 + wells['ph'] * -.2 + wells['grade'].map(GRADES) + rng.normal(0, .1, 240)).round(3)
    return wells


def train(wells: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #p
    wells["grade"] = wells["grade"].apply(to_grade)
    depth_mean = wells["depth"].mean()
    depth_std = wells["depth"].std()
    wells["depth"] = (wells["depth"] - depth_mean) / depth_std
    X = wells[["depth", "ph", "grade"]]
    # %% notebook.py #fit
    knn = KNeighborsRegressor(5).fit(X, wells["iron"])
    state = State(depth_mean=depth_mean, depth_std=depth_std, knn=knn)
    return state, {}
