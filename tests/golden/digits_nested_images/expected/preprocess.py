"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def preprocess(images: np.ndarray, state: State) -> np.ndarray:
    """Return X_test for the rows of images, one output row per input row."""
    # %% notebook.py #flat
    n_samples = len(images)
    data = images.reshape((n_samples, -1))
    data = data / 16.0
    # %% notebook.py #fit
    X_test = data
    return X_test
