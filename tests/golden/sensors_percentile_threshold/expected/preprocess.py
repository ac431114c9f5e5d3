"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(readings: pd.DataFrame, state: State) -> np.ndarray:
    """Return X for the rows of readings, one output row per input row.

    readings needs the columns vib, temp, press, flow, amp.
    """
    # %% notebook.py #scale
    X = state.scaler.transform(readings)
    return X
