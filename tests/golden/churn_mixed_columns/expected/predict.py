"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return proba (float), will_churn (bool): one value for each row of X_test."""
    # %% notebook.py #0824
    proba = state.model.predict_proba(X_test)[:, 1]
    will_churn = proba > state.threshold
    return {"proba": proba, "will_churn": will_churn}
