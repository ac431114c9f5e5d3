"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from xgboost import DMatrix

from .state import State


def predict(dtest: DMatrix, state: State) -> dict[str, object]:
    """Return proba (float), flag (int): one value for each row of dtest."""
    # %% notebook.py #q
    proba = state.bst.predict(dtest, iteration_range=(0, state.best_iteration))
    flag = (proba > 0.5).astype(int)
    return {"proba": proba, "flag": flag}
