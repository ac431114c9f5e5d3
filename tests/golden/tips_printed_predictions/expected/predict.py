"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(y_pred: np.ndarray, state: State) -> dict[str, object]:
    """Return prediction (float): one value for each row of y_pred."""
    # %% notebook.py #show
    prediction = y_pred
    return {"prediction": prediction}
