"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(pumps: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of pumps, one output row per input row.

    pumps needs the columns pressure_bar, flow, hours.
    """
    # %% notebook.py #prepare-before
    # hours count in thousands
    pumps["hours"] = pumps["hours"] / 1000
    # %% prepare.py #prepare-py-1
    FACTOR = state.FACTOR
    LOW = state.LOW
    def to_psi(values):
        """Pressure in psi, noise cut off."""
        return np.maximum(values, LOW) * FACTOR
    # %% notebook.py #prepare-before_
    pumps["pressure"] = to_psi(pumps["pressure_bar"])
    # %% ratios.py #ratios-py-1
    # shares the variables of the notebook: %run -i ratios.py
    pumps["head"] = pumps["pressure"] / pumps["flow"]
    # %% notebook.py #prepare
    X = pumps[state.FEATURES]
    return X
