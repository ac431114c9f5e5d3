"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(6)
    visits = pd.DataFrame(rng.normal(size=(120, 4)).round(3), columns=["pages", "minutes", "clicks", "scroll"])
    visits["minutes"] += np.repeat([0, 4, 9], 40)
    return visits


def train(visits: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #space
    standard_scaler = StandardScaler()
    scaled = standard_scaler.fit_transform(visits)
    pca = PCA(n_components=2, random_state=0)
    points = pca.fit_transform(scaled)
    # %% notebook.py #group
    kmeans = KMeans(n_clusters=3, n_init=4, random_state=0)
    group = kmeans.fit_predict(points)
    state = State(kmeans=kmeans, pca=pca, standard_scaler=standard_scaler)
    return state, {}
