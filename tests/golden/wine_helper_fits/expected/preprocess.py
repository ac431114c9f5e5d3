"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(wine: pd.DataFrame, state: State) -> np.ndarray:
    """Return X_test for the rows of wine, one output row per input row.

    wine needs the columns alcohol, hue, ash.
    """
    # %% notebook.py #arrays
    X = wine[["alcohol", "hue", "ash"]].values
    # %% notebook.py #fit
    X_test = X
    X_test = state.scaler.transform(X_test)
    return X_test
