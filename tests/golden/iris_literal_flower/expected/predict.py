"""From one request to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(X_new: list, state: State) -> dict[str, object]:
    """Return prediction (int), species (text) for one request."""
    # %% notebook.py #ask
    X_new = np.array([X_new])
    prediction = state.knn.predict(X_new)
    species = state.target_names[prediction]
    return {"prediction": prediction[0], "species": species[0]}
