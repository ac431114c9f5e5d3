"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(X_test: np.ndarray, state: State) -> dict[str, object]:
    """Return y_pred (float): one value for each row of X_test."""
    # %% notebook.py #8
    y_pred = state.regressor.predict(X_test)
    return {"y_pred": y_pred}
