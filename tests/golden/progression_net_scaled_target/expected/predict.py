"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import torch

from .state import State


def predict(X_test_t: torch.Tensor, state: State) -> dict[str, object]:
    """Return y_pred (float): one value for each row of X_test_t."""
    # %% notebook.py #e
    with torch.no_grad():
        out = state.model(X_test_t)
    y_pred = state.y_scaler.inverse_transform(out.numpy()).ravel()
    return {"y_pred": y_pred}
