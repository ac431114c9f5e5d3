"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(wine: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of wine, one output row per input row.

    wine needs the columns fixed acidity, volatile acidity, residual sugar, pH, alcohol.
    """
    # %% notebook.py #4
    wine.rename(columns=state.columns_names, inplace=True)
    wine["sugar_log"] = np.log(wine["residual_sugar"] + 0.1)
    X = wine.drop(["quality", "good"], axis=1, errors="ignore")
    return X
