"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return y_pred (int), cultivar (text): one value for each row of X_test."""
    # %% notebook.py #ask
    y_pred = state.model.predict(state.scaler.transform(X_test))
    cultivar = state.target_names[y_pred]
    return {"y_pred": y_pred, "cultivar": cultivar}
