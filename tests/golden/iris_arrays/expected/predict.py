"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(Z: np.ndarray, state: State) -> dict[str, object]:
    """Return species (text): one value for each row of Z."""
    # %% notebook.py #ask
    proba = state.model.predict_proba(Z)
    species = state.names[proba.argmax(axis=1)]
    return {"species": species}
