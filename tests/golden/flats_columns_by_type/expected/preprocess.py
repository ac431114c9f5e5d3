"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_known
from .state import State


def preprocess(flats: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of flats, one output row per input row.

    flats needs the columns rooms, m2, floor, heating, balcony, size.
    A value may be missing in floor, balcony.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    flats.insert(6, "code", "A")
    flats.insert(7, "rent", 1459.0)
    # %% notebook.py #p
    flats = flats[state.flats_columns]
    for c in state.cat_cols:
        flats[c] = flats[c].fillna(state.flats_mode_0[c])
    flats[state.num_cols] = flats[state.num_cols].fillna(state.flats_median)
    flats[["w", "h"]] = flats["size"].str.split("x", expand=True)
    flats["w"] = flats["w"].astype(int)
    flats["h"] = pd.to_numeric(flats["h"])
    flats = flats.drop(columns=["size", "code"])
    for c in state.skewed[state.skewed.abs() > 0.2].index:
        flats[c] = np.log1p(flats[c])
    # %% notebook.py #q
    flats = pd.get_dummies(only_known(flats, state.flats_known), columns=["heating", "balcony"])
    flats = flats.reindex(columns=state.flats_columns_2, fill_value=False)
    X = flats.drop("rent", axis=1)
    return X
