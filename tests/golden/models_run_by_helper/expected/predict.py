"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return y_pred (float): one value for each row of X_test."""
    # %% notebook.py #final
    y_pred = state.forest.predict(X_test)
    return {"y_pred": y_pred}
