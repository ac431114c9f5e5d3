"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(data: dict, state: State) -> dict[str, object]:
    """Return rent (float): one value for each row of data."""
    # %% notebook.py #q
    rent = state.forest.predict(data["test"][state.features])
    return {"rent": rent}
