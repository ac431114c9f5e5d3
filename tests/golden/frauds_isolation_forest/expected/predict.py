"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(tx: object, X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return anomaly (int), score (float), is_fraud (int): one value for each row of tx."""
    # %% notebook.py #ask
    tx["anomaly"] = state.iso.predict(X)
    tx["score"] = state.iso.decision_function(X)
    tx["is_fraud"] = tx["anomaly"].map({1: 0, -1: 1})
    return {"anomaly": tx["anomaly"], "score": tx["score"], "is_fraud": tx["is_fraud"]}
