"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def predict(X_te: pd.DataFrame, state: State) -> dict[str, object]:
    """Return predicted (int), score (float): one value for each row of X_te."""
    # %% notebook.py #7
    out = pd.DataFrame({"predicted": state.tree.predict(X_te), "score": state.tree.predict_proba(X_te)[:, 1]}, index=X_te.index)
    return {"predicted": out["predicted"], "score": out["score"]}
