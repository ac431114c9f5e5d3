"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return bad_p (float): one value for each row of X."""
    # %% notebook.py #ask
    bad_p = state.pipe.predict_proba(X)[:, 1]
    return {"bad_p": bad_p}
