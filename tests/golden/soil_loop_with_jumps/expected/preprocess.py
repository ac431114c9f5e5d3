"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(soil: pd.DataFrame, state: State) -> object:
    """Return soil for the rows of soil, one output row per input row.

    soil needs the columns ph, clay, moisture, depth, stones.
    """
    # %% notebook.py #scale
    for col in ["ph", "clay", "moisture", "depth"]:
        if state.value[col]:
            continue
        if col == "yield_t":
            break
        soil[col] = (soil[col] - state.low[col]) / (state.high[col] - state.low[col])
        soil[col + "_sq"] = soil[col] ** 2
    return soil
