"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(beans: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of beans, one output row per input row.

    beans needs the columns altitude, moisture, process, defects.
    """
    # %% notebook.py #split
    data = pd.get_dummies(beans, columns=["process"])
    data = data.reindex(columns=[column for column in state.data_columns if column != 'points'], fill_value=False)
    X_test = data
    return X_test
