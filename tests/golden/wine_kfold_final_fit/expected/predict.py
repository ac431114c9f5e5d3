"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return proba (float), label (text): one value for each row of X."""
    # %% notebook.py #7
    proba = state.model.predict_proba(state.scaler.transform(X))[:, 1]
    label = np.where(proba > 0.5, "good", "poor")
    return {"proba": proba, "label": label}
