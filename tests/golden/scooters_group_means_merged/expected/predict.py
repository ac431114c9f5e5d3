"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import features
from .state import State


def predict(rides: pd.DataFrame, state: State) -> dict[str, object]:
    """Return fee (float): one value for each row of rides."""
    # %% notebook.py #price
    fee = state.gbm.predict(rides[features]).round(2)
    return {"fee": fee}
