"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(wine: object, components: np.ndarray, state: State) -> dict[str, object]:
    """Return cluster (int): one value for each row of wine."""
    # %% notebook.py #cluster
    wine["cluster"] = state.km.predict(components)
    return {"cluster": wine["cluster"]}
