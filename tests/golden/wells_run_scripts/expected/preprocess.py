"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import to_grade
from .state import State


def preprocess(wells: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of wells, one output row per input row.

    wells needs the columns depth, ph, grade.
    """
    # %% notebook.py #p
    wells["grade"] = wells["grade"].apply(to_grade)
    wells["depth"] = (wells["depth"] - state.depth_mean) / state.depth_std
    X = wells[["depth", "ph", "grade"]]
    return X
