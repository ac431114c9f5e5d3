"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(houses: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of houses, one output row per input row.

    houses needs the columns LotArea, GrLiv, Garage, Street, Zone.
    A value may be missing in Garage.
    """
    # a request has none of these; later lines need the columns, and no answer depends on their values
    houses.insert(5, "Id", 0)
    houses.insert(6, "SalePrice", 170711)
    # %% notebook.py #4
    for col in state.columns:
        if state.value[col]:
            houses[col] = state.le[col].transform(houses[col].astype(str))
        else:
            houses[col] = houses[col].fillna(state.houses_median[col])
    houses[state.skewed] = np.log1p(houses[state.skewed])
    # %% notebook.py #5
    X = houses[state.feats]
    # %% notebook.py #6
    X_test = X
    return X_test
