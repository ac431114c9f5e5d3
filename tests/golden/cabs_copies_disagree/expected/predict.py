"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .library import features
from .state import State


def predict(test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return minutes (float): one value for each row of test."""
    # %% notebook.py #minutes
    minutes = np.expm1(state.forest.predict(test[features])).round(1)
    return {"minutes": minutes}
