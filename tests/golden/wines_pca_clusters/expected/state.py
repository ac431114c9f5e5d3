"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    km: KMeans                       # #cluster, line 2
    knnimputer: KNNImputer           # #impute, line 3: estimator of KNNImputer(n_neighbors=4).fit_transfo...
    num: pd.Index                    # #impute, line 1
    ohe: OneHotEncoder               # #impute, line 6
    pca: PCA                         # #pca, line 3
    simple_imputer: SimpleImputer    # #impute, line 2: estimator of SimpleImputer(strategy="most_frequent...
    standard_scaler: StandardScaler  # #pca, line 1: estimator of StandardScaler().fit_transform(full)
