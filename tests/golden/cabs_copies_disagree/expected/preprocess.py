"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import test_codes
from .state import State


def preprocess(cabs: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return test for the rows of cabs, one output row per input row.

    cabs needs the columns pickup, company, metres, payment, tolls.
    A value may be missing in tolls.
    """
    # %% notebook.py #split
    test = cabs
    test = test.copy()
    # %% notebook.py #test-features
    # same for test
    test["company"] = test["company"].str.strip()
    test["km"] = test["metres"] / 1000
    test["hour"] = test["pickup"].dt.hour
    test["rush"] = test["hour"].between(7, 10).astype(int)
    test["tolls"] = test["tolls"].fillna(state.tolls_median)
    test["pay"] = test["payment"].map(test_codes)
    test["company"] = test["company"].map(state.companies).fillna(-1)
    test["per_km"] = test["tolls"] / (test.km + 1)
    return test
