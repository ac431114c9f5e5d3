"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return sales (float): one value for each row of test."""
    # %% notebook.py #predict
    sales = np.expm1(state.model.predict(test))
    return {"sales": sales}
