"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(level: pd.Series, state: State) -> pd.DataFrame:
    """Return features for the rows of level, one output row per input row."""
    # %% notebook.py #z
    features = pd.DataFrame({"z": (level - state.centre) / state.spread, "high": level.gt(25).astype(int)})
    return features
