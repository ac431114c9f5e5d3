"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import torch
from torch.utils.data import DataLoader

from .state import State


def predict(test_loader: DataLoader, state: State) -> dict[str, object]:
    """Return preds (int), labels (text): one value for each row of test_loader."""
    # %% notebook.py #test
    correct = 0
    total = 0
    test_loss = 0.0
    preds = []
    with torch.no_grad():
        for xb, yb in test_loader:
            out = state.net(xb)
            test_loss += state.criterion(out, yb).item()
            pred = out.argmax(1)
            preds.extend(pred.tolist())
            correct += (pred == yb).sum().item()
            total += yb.size(0)
    labels = state.le.inverse_transform(preds)
    return {"preds": preds, "labels": labels}
