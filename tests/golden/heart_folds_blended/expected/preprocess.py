"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(heart: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of heart, one output row per input row.

    heart needs the columns age, chol, thalach.
    """
    # %% notebook.py #kfold
    X = heart.drop("target", axis=1, errors="ignore")
    return X
