"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(X: pd.DataFrame, state: State) -> dict[str, object]:
    """Return proba (float), prediction (int): one value for each row of X."""
    # %% notebook.py #ask
    proba = np.zeros(len(X))
    for clf in state.fold_models:
        proba += clf.predict_proba(X)[:, 1] / len(state.fold_models)
    prediction = (proba >= 0.4).astype(int)
    return {"proba": proba, "prediction": prediction}
