"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(X_test: np.ndarray, state: State) -> dict[str, object]:
    """Return deep_sleep (float): one value for each row of X_test."""
    # %% notebook.py #deep
    deep_sleep = state.knn.predict(X_test)
    return {"deep_sleep": deep_sleep}
