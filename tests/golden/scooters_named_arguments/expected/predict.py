"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return predicted (float): one value for each row of X_test."""
    # %% notebook.py #ask
    minutes = state.svr.predict(X=state.picker.transform(X=state.scaler.transform(X=X_test)))
    together = pd.DataFrame(index=X_test.index, data={"predicted": minutes})
    return {"predicted": together["predicted"]}
