"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(x_val: pd.DataFrame, state: State) -> dict[str, object]:
    """Return y_pred (int): one value for each row of x_val."""
    # %% notebook.py #val
    y_pred = state.randomforest.predict(x_val)
    return {"y_pred": y_pred}
