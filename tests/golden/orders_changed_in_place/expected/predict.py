"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return days (float), late (text): one value for each row of X."""
    # %% notebook.py #ask
    days = np.round(state.model.predict(X), 1)
    late = np.where(days > 6, "late", "in time")
    return {"days": days, "late": late}
