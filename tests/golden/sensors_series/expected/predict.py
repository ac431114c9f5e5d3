"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(features: pd.DataFrame, state: State) -> dict[str, object]:
    """Return score (float), odd (bool): one value for each row of features."""
    # %% notebook.py #ask
    score = state.detector.decision_function(features)
    odd = state.detector.predict(features) == -1
    return {"score": score, "odd": odd}
