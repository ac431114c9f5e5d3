"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return y_pred (int), y_prob (float): one value for each row of X_test."""
    # %% notebook.py #ask
    y_pred = state.best_model.predict(X_test)
    y_prob = state.best_model.predict_proba(X_test)[:, 1]
    return {"y_pred": y_pred, "y_prob": y_prob}
