"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from math import log, pi, sin

import pandas as pd

from .modules.cleaning import COLUMNS, shrink
from .state import State


def preprocess(stones: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return features for the rows of stones, one output row per input row.

    stones needs the columns carat, depth, table, cut.
    """
    # %% notebook.py #p
    stones["log_carat"] = [log(c) if c > 0 else 0.0 for c in stones["carat"]]
    stones["angle"] = stones["depth"].map(lambda d: sin(d * pi / 180))
    stones[COLUMNS] = state.scaler.transform(stones[COLUMNS])
    stones["cut"] = state.label_encoder.transform(stones["cut"])
    features = shrink(stones.drop(columns="price", errors="ignore"))
    features["top"] = state.min_max_scaler.transform(features[["carat"]])
    return features
