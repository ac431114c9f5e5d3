"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from scipy.sparse import csr_matrix

from .library import names
from .state import State


def predict(X: csr_matrix, state: State) -> dict[str, object]:
    """Return verdict (text), sure (float): one value for each row of X."""
    # %% notebook.py #ask
    verdict = [names[label] for label in state.model.predict(X)]
    sure = state.model.predict_proba(X).max(axis=1)
    return {"verdict": verdict, "sure": sure}
