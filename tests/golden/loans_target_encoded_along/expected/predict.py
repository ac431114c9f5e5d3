"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(x_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return approved (float): one value for each row of x_test."""
    # %% notebook.py #ask
    approved = state.rf.predict_proba(x_test)[:, 1]
    return {"approved": approved}
