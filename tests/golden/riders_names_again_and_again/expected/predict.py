"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return pred (int): one value for each row of X_test."""
    # %% notebook.py #c9
    pred = state.model.predict(X_test)
    pred = np.round(pred).astype(int)
    return {"pred": pred}
