"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .library import names
from .state import State


def predict(df: object, X: np.ndarray, state: State) -> dict[str, object]:
    """Return segment (text): one value for each row of df."""
    # %% notebook.py #ask
    df["cluster"] = state.kmeans.predict(X)
    segment = df["cluster"].map(names)
    return {"segment": segment}
