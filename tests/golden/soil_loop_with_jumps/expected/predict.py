"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(soil: object, state: State) -> dict[str, object]:
    """Return tons (float): one value for each row of soil."""
    # %% notebook.py #ask
    tons = state.ridge.predict(soil[state.features])
    return {"tons": tons}
