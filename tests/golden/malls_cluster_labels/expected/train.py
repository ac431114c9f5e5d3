"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(9)
    df = pd.DataFrame({"CustomerID": range(1, 181), "Genre": rng.choice(["Male", "Female"], 180),
        "Annual Income (k$)": np.r_[rng.normal(25, 5, 60), rng.normal(55, 5, 60), rng.normal(90, 6, 60)].round(0),
        "Spending Score (1-100)": np.r_[rng.normal(20, 6, 60), rng.normal(50, 6, 60), rng.normal(80, 6, 60)].round(0)})
    return df


def train(df: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #x
    X = df.iloc[:, [2, 3]].values
    # %% notebook.py #fit
    kmeans = KMeans(n_clusters=3, init="k-means++", random_state=42, n_init=5)
    kmeans.fit(X)
    state = State(kmeans=kmeans)
    return state, {}
