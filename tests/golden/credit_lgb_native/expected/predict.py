"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(loans: object, state: State) -> dict[str, object]:
    """Return score (float): one value for each row of loans."""
    # %% notebook.py #q
    loans["score"] = state.gbm.predict(loans, num_iteration=state.best_iteration)
    return {"score": loans["score"]}
