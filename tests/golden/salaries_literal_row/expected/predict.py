"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(row: list, state: State) -> dict[str, object]:
    """Return prediction (array) for one request."""
    # %% notebook.py #ask
    prediction = state.sc_y.inverse_transform(state.regressor.predict(state.sc_X.transform([row])).reshape(-1, 1))
    return {"prediction": prediction[0]}
