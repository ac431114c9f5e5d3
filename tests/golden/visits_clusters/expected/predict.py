"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(points: np.ndarray, state: State) -> dict[str, object]:
    """Return group (int), label (text): one value for each row of points."""
    # %% notebook.py #group
    group = state.kmeans.predict(points)
    label = np.array(["short", "middle", "long"])[group]
    return {"group": group, "label": label}
