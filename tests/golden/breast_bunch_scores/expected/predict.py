"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(X: np.ndarray, state: State) -> dict[str, object]:
    """Return scores (float), verdict (text): one value for each row of X."""
    # %% notebook.py #ask
    scores = state.svc.decision_function(X)
    verdict = np.where(scores > 0.2, "benign", "malignant")
    return {"scores": scores, "verdict": verdict}
