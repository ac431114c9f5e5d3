"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(beans: pd.DataFrame, state: State) -> np.ndarray:
    """Return X_test for the rows of beans, one output row per input row.

    beans needs the columns area, perimeter, roundness.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    beans.insert(3, "class", "cali")
    # %% notebook.py #4
    beans["class"] = state.label_encoder.transform(beans["class"])
    data = beans.values
    X = data[:, :-1]
    # %% notebook.py #5
    X_test = X
    X_test = (X_test - state.mean) / state.std
    return X_test
