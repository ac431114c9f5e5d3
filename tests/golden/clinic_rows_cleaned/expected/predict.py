"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return prob (float), risk (float): one value for each row of X."""
    # %% notebook.py #6
    prob = state.gb.predict_proba(X)[:, 1]
    out = pd.DataFrame({"risk": prob}, index=X.index)
    return {"prob": prob, "risk": out["risk"]}
