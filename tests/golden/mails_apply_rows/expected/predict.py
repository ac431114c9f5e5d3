"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(mails: object, state: State) -> dict[str, object]:
    """Return code (int), pred (text): one value for each row of mails."""
    # %% notebook.py #ask
    mails["code"] = mails.apply(lambda r: state.nb.predict([[r["links"], r["caps"], r["len"]]])[0], axis=1)
    mails["pred"] = state.le.inverse_transform(mails["code"])
    return {"code": mails["code"], "pred": mails["pred"]}
