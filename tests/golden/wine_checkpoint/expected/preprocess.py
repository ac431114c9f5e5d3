"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
import torch

from .state import State


def preprocess(df: pd.DataFrame, state: State) -> torch.Tensor:
    """Return X_t for the rows of df, one output row per input row.

    df needs the columns alcohol, malic_acid, ash, alcalinity_of_ash, magnesium, total_phenols, flavanoids,
    nonflavanoid_phenols, proanthocyanins, color_intensity, hue, od280/od315_of_diluted_wines, proline.
    """
    # %% notebook.py #p
    X = state.sc.transform(df)
    X_t = torch.FloatTensor(X)
    return X_t
