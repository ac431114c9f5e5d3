"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return SalePrice (float): one value for each row of X."""
    # %% notebook.py #price
    SalePrice = np.expm1(state.rf.predict(X))
    return {"SalePrice": SalePrice}
