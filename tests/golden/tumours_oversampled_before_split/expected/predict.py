"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return test_pred (int), malignant (float): one value for each row of X_test."""
    # %% notebook.py #test
    test_pred = state.model.predict(X_test)
    malignant = state.model.predict_proba(X_test)[:, 1].round(3)
    return {"test_pred": test_pred, "malignant": malignant}
