"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    kmeans: KMeans                   # #group, line 2
    pca: PCA                         # #space, line 2: estimator of PCA(n_components=2, random_state=0).f...
    standard_scaler: StandardScaler  # #space, line 1: estimator of StandardScaler().fit_transform(visits...
