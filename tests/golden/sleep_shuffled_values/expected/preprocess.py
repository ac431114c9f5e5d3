"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(nights: pd.DataFrame, state: State) -> np.ndarray:
    """Return X_test for the rows of nights, one output row per input row.

    nights needs the columns coffee, screen_min, steps.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    nights.insert(3, "deep", 77.2)
    # %% notebook.py #shuffle
    dataset = nights[["coffee", "screen_min", "steps", "deep"]].values
    X_test = dataset[:, 0:3]
    return X_test
