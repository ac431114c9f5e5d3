"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return eta (float): one value for each row of X."""
    # %% notebook.py #ask
    eta = state.knn.predict(X)
    return {"eta": eta}
