"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(df: pd.DataFrame, state: State) -> tuple[object, np.ndarray]:
    """Return df and X for the rows of df, one output row per input row.

    df needs the columns Annual Income (k$), Spending Score (1-100).
    """
    # %% notebook.py #x
    X = df[["Annual Income (k$)", "Spending Score (1-100)"]].values
    return df, X
