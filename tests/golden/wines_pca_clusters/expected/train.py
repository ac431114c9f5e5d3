"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(15)
    n = 210
    wine = pd.DataFrame(rng.normal(size=(n, 5)) + rng.integers(0, 3, (n, 1)) * 3, columns=["acid", "sugar", "ash", "hue", "phenols"]).round(3)
    wine["region"] = rng.choice(["Rioja", "Mosel", "Douro", None], n, p=[.5, .3, .15, .05])
    wine.loc[rng.random(n) < .1, "sugar"] = np.nan
    wine.loc[rng.random(n) < .1, "ash"] = np.nan
    return wine


def train(wine: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #impute
    num = wine.select_dtypes(include="number").columns
    simple_imputer = SimpleImputer(strategy="most_frequent")
    wine[["region"]] = simple_imputer.fit_transform(wine[["region"]])
    knnimputer = KNNImputer(n_neighbors=4)
    imputed = pd.DataFrame(knnimputer.fit_transform(wine[num]), columns=num)
    # wine regions one-hot
    ohe = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    regions = pd.DataFrame(ohe.fit_transform(wine[["region"]]), columns=ohe.get_feature_names_out(["region"]), index=wine.index)
    full = imputed.join(regions)
    # %% notebook.py #pca
    standard_scaler = StandardScaler()
    scaled = standard_scaler.fit_transform(full)
    pca = PCA(n_components=3, random_state=0)
    components = pca.fit_transform(scaled)
    # %% notebook.py #cluster
    km = KMeans(n_clusters=3, n_init=3, random_state=0)
    wine["cluster"] = km.fit_predict(components)
    state = State(
        km=km,
        knnimputer=knnimputer,
        num=num,
        ohe=ohe,
        pca=pca,
        simple_imputer=simple_imputer,
        standard_scaler=standard_scaler,
    )
    return state, {}
