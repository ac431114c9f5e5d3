"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import torch
from torch.utils.data import DataLoader

from .library import DigitSet
from .state import State


def predict(X: np.ndarray, state: State) -> dict[str, object]:
    """Return digit (int): one value for each row of X."""
    # %% notebook.py #all
    all_loader = DataLoader(DigitSet(X), batch_size=64, shuffle=False)
    outs = []
    with torch.no_grad():
        for xb in all_loader:
            outs.append(state.net(xb.to(state.DEVICE)).cpu())
    logits = torch.cat(outs)
    digit = logits.argmax(dim=1).numpy()
    return {"digit": digit}
