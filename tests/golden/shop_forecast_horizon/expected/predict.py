"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(steps: int, state: State) -> dict[str, object]:
    """Return forecast (array) for one request."""
    # %% notebook.py #ask
    future = pd.DataFrame({"t": range(state.sales_len, state.sales_len + steps)})
    future["sin"] = np.sin(future["t"] / 2)
    forecast = state.model.predict(future)
    return {"forecast": forecast}
