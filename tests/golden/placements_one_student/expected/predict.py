"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return prediction (float): one value for each row of X_test."""
    # %% notebook.py #predict
    prediction = state.lr.predict(X_test.iloc[0].values.reshape(1,-1))
    return {"prediction": prediction}
