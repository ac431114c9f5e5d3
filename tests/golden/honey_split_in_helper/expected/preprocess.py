"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(hives: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of hives, one output row per input row.

    hives needs the columns altitude, flora, frames, mites.
    A value may be missing in mites.
    """
    # %% notebook.py #features
    hives = hives.drop("hive", axis=1, errors="ignore")
    hives["flora"] = hives["flora"].map({"mixed": 0, "acacia": 1, "heather": 2, "lime": 3})
    hives["high"] = (hives["altitude"] > 700).astype(int)

    X = hives.drop("honey", axis=1, errors="ignore")
    X_test = X
    X_test = X_test.fillna({"mites": state.mites})
    return X_test
