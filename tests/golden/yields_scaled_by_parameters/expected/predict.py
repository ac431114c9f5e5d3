"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return tonnes (float): one value for each row of X."""
    # %% notebook.py #pr
    tonnes = state.model.predict(X)
    return {"tonnes": tonnes}
