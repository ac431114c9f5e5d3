"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(df: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of df, one output row per input row.

    df needs the columns mean radius, mean texture, mean area.
    """
    # %% notebook.py #xy
    df["log area"] = np.log(df["mean area"])
    X = df.drop(columns="target", errors="ignore")
    # %% notebook.py #split
    X_test = X
    return X_test
