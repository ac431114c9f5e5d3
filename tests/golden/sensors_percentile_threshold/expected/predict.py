"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(X: np.ndarray, state: State) -> dict[str, object]:
    """Return errors (float), anomaly (bool): one value for each row of X."""
    # %% notebook.py #ask
    recon = state.pca.inverse_transform(state.pca.transform(X))
    errors = np.mean((X - recon) ** 2, axis=1)
    anomaly = errors > state.threshold
    return {"errors": errors, "anomaly": anomaly}
