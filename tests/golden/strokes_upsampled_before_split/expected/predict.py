"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(X_test: np.ndarray, state: State) -> dict[str, object]:
    """Return y_pred (int), risk (float): one value for each row of X_test."""
    # %% notebook.py #predict
    X_test = state.scaler.transform(X_test)
    y_pred = state.clf.predict(X_test)
    risk = state.clf.predict_proba(X_test)[:, 1]
    return {"y_pred": y_pred, "risk": risk}
