"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(meters: object, state: State) -> dict[str, object]:
    """Return prediction (float): one value for each row of meters."""
    # %% notebook.py #ask
    prediction = state.model.predict(meters[["a", "b"]])
    return {"prediction": prediction}
