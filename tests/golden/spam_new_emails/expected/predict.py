"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(emails: str, state: State) -> dict[str, object]:
    """Return prediction (int) for one request."""
    # %% notebook.py #ask
    emails = [emails]
    emails_count = state.v.transform(emails)
    prediction = state.model.predict(emails_count)
    return {"prediction": prediction[0]}
