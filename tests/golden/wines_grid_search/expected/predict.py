"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def predict(test: pd.DataFrame, state: State) -> dict[str, object]:
    """Return winner (int), label (text), confident (float): one value for each row of test."""
    # %% notebook.py #ask
    proba = state.model.predict_proba(test[state.features])
    winner = np.argmax(proba, axis=1)
    label = state.target_names[winner]
    confident = proba.max(axis=1).round(3)
    return {"winner": winner, "label": label, "confident": confident}
