"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(features: pd.DataFrame, state: State) -> dict[str, object]:
    """Return price (float): one value for each row of features."""
    # %% notebook.py #ask
    price = state.model.predict(features)
    return {"price": price}
