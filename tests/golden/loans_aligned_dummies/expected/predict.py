"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(test: np.ndarray, state: State) -> dict[str, object]:
    """Return log_reg_pred (float): one value for each row of test."""
    # %% notebook.py #ask
    log_reg_pred = state.log_reg.predict_proba(test)[:, 1]
    return {"log_reg_pred": log_reg_pred}
