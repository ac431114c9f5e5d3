"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import torch

from .state import State


def predict(X: torch.Tensor, state: State) -> dict[str, object]:
    """Return minutes (float): one value for each row of X."""
    # %% notebook.py #q
    minutes = (X @ state.w + state.b).detach().numpy()
    minutes = np.round(minutes, 1)
    return {"minutes": minutes}
