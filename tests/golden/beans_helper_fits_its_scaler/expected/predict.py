"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(beans: object, state: State) -> dict[str, object]:
    """Return kind (text), sure (float): one value for each row of beans."""
    # %% notebook.py #ask
    scaled = state.scaler.transform(beans[["length", "width"]])
    answer = {"kind": state.model.predict(scaled), "sure": state.model.predict_proba(scaled).max(axis=1)}
    return {"kind": answer["kind"], "sure": answer["sure"]}
