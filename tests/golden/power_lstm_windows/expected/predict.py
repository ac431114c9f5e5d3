"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import torch

from .state import State


def predict(X_all: torch.Tensor, data: object, state: State) -> dict[str, object]:
    """Return forecast (float): one value for each row of X_all."""
    # %% notebook.py #6
    with torch.no_grad():
        forecast = state.model(X_all).squeeze(-1).numpy()
    data["forecast"] = forecast.round(3)
    return {"forecast": data["forecast"]}
