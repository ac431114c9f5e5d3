"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import torch

from .state import State


def predict(X: torch.Tensor, state: State) -> dict[str, object]:
    """Return species (int): one value for each row of X."""
    # %% notebook.py #ask
    with torch.no_grad():
        logits = state.net(X)
        proba = torch.softmax(logits, dim=1)
    species = proba.argmax(dim=1).numpy()
    return {"species": species}
