"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return expected_load (float): one value for each row of X."""
    # %% notebook.py #ask
    expected_load = state.forest.predict(X)
    return {"expected_load": expected_load}
