"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd
from numpy import cos, log1p, pi

from .state import State


def preprocess(waves: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of waves, one output row per input row.

    waves needs the columns height, period, angle.
    """
    # %% notebook.py #p
    waves["north"] = cos(waves["angle"] * pi / 180)
    waves["log_h"] = log1p(waves["height"]) - state.height_mean
    X = waves[list(state.feats)]
    return X
