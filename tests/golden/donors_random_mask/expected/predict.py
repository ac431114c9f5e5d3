"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test_n: pd.DataFrame, state: State) -> dict[str, object]:
    """Return will_donate (int): one value for each row of X_test_n."""
    # %% notebook.py #f
    will_donate = state.svm.predict(X_test_n)
    return {"will_donate": will_donate}
