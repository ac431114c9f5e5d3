"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.preprocessing import MultiLabelBinarizer, PolynomialFeatures


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    classes: np.ndarray           # #features, line 4: mlb.classes_
    decade_edges: np.ndarray      # #features, line 6: edges of pd.cut(movies["year"], 4, labels=["old", ...
    first_columns: pd.RangeIndex  # #features, line 8: columns of movies["cast"].apply(lambda s: pd.Serie...
    g_columns: pd.Index           # #features, line 2: columns of movies["genres"].str.get_dummies(sep="|...
    mlb: MultiLabelBinarizer      # #features, line 4
    movies_mean: pd.Series        # #matrix, line 2: movies[["length", "year"]].mean()
    poly: PolynomialFeatures      # #matrix, line 2
    ridge: Ridge                  # #fit, line 2
