"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(x_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return pred (text): one value for each row of x_test."""
    # %% notebook.py #ask
    pred = state.model.predict(x_test)
    pred = np.where(pred == 1, "Y", "N")
    return {"pred": pred}
