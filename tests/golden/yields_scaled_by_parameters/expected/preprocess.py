"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(fields: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of fields, one output row per input row.

    fields needs the columns rain, nitrogen.
    """
    # %% notebook.py #p
    X = fields[["rain", "nitrogen"]] * state.per_acre
    X = X + state.offset_float
    X["sum"] = X.sum(axis=1) - (state.offset)
    X["acre"] = state.per_acre_2
    return X
