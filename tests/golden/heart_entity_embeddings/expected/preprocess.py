"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .library import cat_cols
from .state import State


def preprocess(df: pd.DataFrame, state: State) -> tuple[pd.DataFrame, np.ndarray]:
    """Return test_df and Xn_test for the rows of df, one output row per input row.

    df needs the columns age, chest_pain, resting_bp, cholesterol, thal, max_hr.
    """
    # %% notebook.py #prep
    for c in cat_cols:
        df[c] = state.le[c].transform(df[c])

    test_df = df
    Xn_test = state.scaler.transform(test_df[state.num_cols])
    return test_df, Xn_test
