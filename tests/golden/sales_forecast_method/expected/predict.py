"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(steps: int, state: State) -> dict[str, object]:
    """Return forecast (array) for one request."""
    # %% notebook.py #ask
    forecast = state.model.forecast(steps)
    return {"forecast": forecast}
