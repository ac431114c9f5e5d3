"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from scipy.sparse import csr_matrix

from .library import clean
from .state import State


def preprocess(texts: list, state: State) -> csr_matrix:
    """Return X for the rows of texts, one output row per input row."""
    # %% notebook.py #clean
    cleaned = [clean(text) for text in texts]
    X = state.vectorizer.transform(cleaned)
    return X
