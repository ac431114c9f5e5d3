"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(orders: pd.DataFrame, features: pd.DataFrame, state: State) -> dict[str, object]:
    """Return risk (float): one value for each row of orders."""
    # %% notebook.py #ask
    orders["risk"] = state.model.predict_proba(features)[:, 1].round(6)
    return {"risk": orders["risk"]}
