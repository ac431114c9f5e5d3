"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(flats: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return test for the rows of flats, one output row per input row.

    flats needs the columns m2, rooms, floor, district, built.
    """
    # %% notebook.py #4
    flats["age"] = 2023 - flats["built"]
    flats["district"] = flats["district"].astype(state.district_dtype).cat.codes
    flats.drop(columns="built", inplace=True)
    # %% notebook.py #5
    test = flats
    return test
