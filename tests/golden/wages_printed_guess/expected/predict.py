"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(value: float, state: State) -> dict[str, object]:
    """Return prediction (float) for one request."""
    # %% notebook.py #guess
    prediction = state.reg.predict([[value]])[0]
    return {"prediction": prediction}
