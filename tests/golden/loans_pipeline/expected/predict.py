"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return proba (array), decision (text): one value for each row of X_test."""
    # %% notebook.py #ask
    proba = state.model.predict_proba(X_test)
    decision = state.model.predict(X_test)
    return {"proba": proba, "decision": decision}
