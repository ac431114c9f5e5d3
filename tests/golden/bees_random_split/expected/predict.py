"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import torch
from torch.utils.data import DataLoader

from .state import State


def predict(test_dl: DataLoader, state: State) -> dict[str, object]:
    """Return probs (float): one value for each row of test_dl."""
    # %% notebook.py #evaluate
    probs = []
    actual = []
    for i, (X, y) in enumerate(test_dl):
        with torch.no_grad():
            p = torch.sigmoid(state.model(X)).squeeze(1)
        probs.extend(p.numpy())
        actual.extend(y.numpy())
        if i == 0:
            print("first batch:", p[:3], y[:3])
    return {"probs": probs}
