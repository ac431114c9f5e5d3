"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import features
from .state import State


def preprocess(sales: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of sales, one output row per input row.

    sales needs the columns day, temperature, rain.
    """
    # %% notebook.py #features
    sales["weekend"] = (sales["day"].dt.dayofweek >= 5).astype(int)
    X = sales[features]
    return X
