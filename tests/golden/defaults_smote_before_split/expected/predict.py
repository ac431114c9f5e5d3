"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(X_test: np.ndarray, state: State) -> dict[str, object]:
    """Return y_pred (int), p_default (float): one value for each row of X_test."""
    # %% notebook.py #predict
    y_pred = state.forest.predict(X_test)
    p_default = state.forest.predict_proba(X_test)[:, 1]
    return {"y_pred": y_pred, "p_default": p_default}
