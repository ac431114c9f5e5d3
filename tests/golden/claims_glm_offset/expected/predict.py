"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, e_test: pd.Series, state: State) -> dict[str, object]:
    """Return expected_claims (float): one value for each row of X_test."""
    # %% notebook.py #q
    expected_claims = state.res.predict(X_test, offset=np.log(e_test))
    return {"expected_claims": expected_claims}
