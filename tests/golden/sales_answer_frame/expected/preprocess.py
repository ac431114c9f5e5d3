"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(sales: pd.DataFrame, state: State) -> np.ndarray:
    """Return X for the rows of sales, one output row per input row.

    sales needs the columns ads, price.
    """
    # %% notebook.py #order
    X = state.standard_scaler.transform(sales[["ads", "price"]])
    return X
