"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(X_test_s: np.ndarray, state: State) -> dict[str, object]:
    """Return risk (float): one value for each row of X_test_s."""
    # %% notebook.py #ask
    risk = state.clf.predict_proba(X_test_s)[:, 1]
    return {"risk": risk}
