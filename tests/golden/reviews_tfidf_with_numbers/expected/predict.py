"""From features to the service's answer.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from scipy.sparse import csr_matrix

from .state import State


def predict(X: csr_matrix, state: State) -> dict[str, object]:
    """Return liked_p (float): one value for each row of X."""
    # %% notebook.py #ask
    liked_p = state.clf.predict_proba(X)[:, 1].round(4)
    return {"liked_p": liked_p}
