"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return pred (float), rentals (int): one value for each row of X_test."""
    # %% notebook.py #pr
    pred = state.lin.predict(X_test)
    rentals = np.round(np.expm1(pred)).astype(int)
    return {"pred": pred, "rentals": rentals}
