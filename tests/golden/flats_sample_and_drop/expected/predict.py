"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return rent_hat (float): one value for each row of test."""
    # %% notebook.py #6
    rent_hat = state.tree.predict(test[state.predictors])
    return {"rent_hat": rent_hat}
