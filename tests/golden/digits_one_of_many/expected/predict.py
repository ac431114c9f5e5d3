"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def predict(some_digit: np.ndarray, state: State) -> dict[str, object]:
    """Return answer (text): one value for each row of some_digit."""
    # %% notebook.py #ask
    digit_scores = state.clf.predict_proba([some_digit])
    best = np.argmax(digit_scores[0])
    answer = state.names[best]
    return {"answer": answer}
