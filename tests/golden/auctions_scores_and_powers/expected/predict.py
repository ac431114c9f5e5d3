"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(X: np.ndarray, state: State) -> dict[str, object]:
    """Return price (float): one value for each row of X."""
    # %% notebook.py #price
    price = np.exp(state.model.predict(X)).round(2)
    return {"price": price}
