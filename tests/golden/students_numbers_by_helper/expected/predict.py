"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import drop
from .state import State


def predict(test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return passes (int): one value for each row of test."""
    # %% notebook.py #ask
    passes = state.svc.predict(test.drop(drop, axis=1, errors="ignore"))
    return {"passes": passes}
