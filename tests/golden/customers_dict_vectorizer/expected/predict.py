"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from .state import State


def predict(gender: str, contract: str, tenure: float, monthlycharges: float, state: State) -> dict[str, object]:
    """Return churn_probability (float) for one request."""
    # %% notebook.py #139eabc6
    customer = {"gender": gender, "contract": contract, "tenure": tenure, "monthlycharges": monthlycharges}
    # %% notebook.py #ask
    X = state.dv.transform([customer])
    churn_probability = state.model.predict_proba(X)[0, 1]
    return {"churn_probability": churn_probability}
