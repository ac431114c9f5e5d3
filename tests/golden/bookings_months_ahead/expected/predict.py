"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(horizon: int, state: State) -> dict[str, object]:
    """Return forecast (array) for one request."""
    # %% notebook.py #ahead
    future = np.arange(state.bookings_len, state.bookings_len + horizon).reshape(-1, 1)
    forecast = state.trend.predict(state.poly.transform(future)).round(1)
    return {"forecast": forecast}
