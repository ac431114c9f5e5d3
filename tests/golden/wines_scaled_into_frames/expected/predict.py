"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return predicted (int), sure (float): one value for each row of X_test."""
    # %% notebook.py #predict
    y_pred = state.classifier.predict(X_test)
    vergleich = pd.DataFrame({"predicted": y_pred, "sure": state.classifier.predict_proba(X_test).max(axis=1)})
    vergleich.index = X_test.index
    return {"predicted": vergleich["predicted"], "sure": vergleich["sure"]}
