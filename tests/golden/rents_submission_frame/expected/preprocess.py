"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(rents: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return test for the rows of rents, one output row per input row.

    rents needs the columns id, rooms, m2, district.
    """
    # %% notebook.py #prep
    df = rents.copy()
    df["m2_per_room"] = df["m2"] / df["rooms"]
    df["district"] = df["district"].astype(state.district_dtype).cat.codes
    test = df
    return test
