"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(test: object, X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return rent (float): one value for each row of test."""
    # %% notebook.py #ask
    test["rent"] = state.ridge.predict(X_test).round(0)
    return {"rent": test["rent"]}
