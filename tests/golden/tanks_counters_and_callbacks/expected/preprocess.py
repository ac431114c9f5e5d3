"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import litres
from .state import State


def preprocess(tanks: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of tanks, one output row per input row.

    tanks needs the columns ph, litres, fish.
    """
    # %% notebook.py #steps
    tanks["volume"] = litres(tanks["litres"]) * state.weight
    tanks["dose"] = tanks["ph"] + len(state.seen) + state.calls
    # %% notebook.py #tools
    class Recipe:
        history = []
        def __init__(self):
            Recipe.history.append(type(self).__name__)
        def note(self, x):
            self.history.append(x)
            return self
    # %% notebook.py #steps
    tanks["round"] = tanks["fish"] * state.history_len
    X = tanks[["volume", "dose", "round"]]
    return X
