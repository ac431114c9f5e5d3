"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_test: pd.Series, state: State) -> dict[str, object]:
    """Return verdict (text): one value for each row of X_test."""
    # %% notebook.py #133c3d76
    message = X_test.iloc[0]
    pred = state.model.predict([message])[0]
    verdict = {0: "ham", 1: "spam"}[pred]
    return {"verdict": verdict}
