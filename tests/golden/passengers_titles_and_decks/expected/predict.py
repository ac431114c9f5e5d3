"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return proba (float): one value for each row of X_test."""
    # %% notebook.py #ask
    proba = state.lr.predict_proba(X_test)[:, 1].round(4)
    return {"proba": proba}
