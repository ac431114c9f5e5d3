"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .library import cols
from .state import State


def preprocess(houses: pd.DataFrame, state: State) -> np.ndarray:
    """Return Xv for the rows of houses, one output row per input row.

    houses needs the columns LotArea, OverallQual, GarageCars, YearBuilt.
    A value may be missing in GarageCars.
    """
    # %% notebook.py #prep
    X = houses[cols]
    X_test = X
    Xv = state.imp.transform(X_test)
    return Xv
