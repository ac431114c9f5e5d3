"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return 예측값 (float): one value for each row of X."""
    # %% notebook.py #ask
    예측값 = state.모델.predict(X).round(-2)
    return {"예측값": 예측값}
