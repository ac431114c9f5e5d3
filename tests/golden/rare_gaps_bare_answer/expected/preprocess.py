"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(meters: pd.DataFrame, state: State) -> object:
    """Return meters for the rows of meters, one output row per input row.

    meters needs the columns a, b.
    """
    # %% notebook.py #mend
    meters.loc[meters["a"] > 100, "a"] = 0
    return meters
