"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(test_id: pd.Series, X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return Id (int), SalePrice (float): one value for each row of test_id."""
    # %% notebook.py #ask
    sub = pd.DataFrame({"Id": test_id.values, "SalePrice": np.expm1(state.lasso.predict(X_test)).round(0)})
    return {"Id": sub["Id"], "SalePrice": sub["SalePrice"]}
