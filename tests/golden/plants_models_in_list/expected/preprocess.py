"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(plants: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of plants, one output row per input row.

    plants needs the columns AT, V, RH.
    """
    # %% notebook.py #s
    test_df = plants
    X_test = test_df[["AT", "V", "RH"]]
    return X_test
