"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(5)
    readings = pd.DataFrame(rng.normal(size=(400, 5)) @ rng.normal(size=(5, 5)), columns=["vib", "temp", "press", "flow", "amp"]).round(3)
    readings.loc[::40] *= 3.5
    return readings


def train(readings: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #scale
    normal = readings.iloc[1:300]
    scaler = StandardScaler().fit(normal)
    X = scaler.transform(readings)
    # %% notebook.py #ae
    pca = PCA(n_components=3).fit(scaler.transform(normal))
    # %% notebook.py #ask
    recon = pca.inverse_transform(pca.transform(X))
    errors = np.mean((X - recon) ** 2, axis=1)
    threshold = np.percentile(errors, 95)
    state = State(pca=pca, scaler=scaler, threshold=threshold)
    return state, {}
