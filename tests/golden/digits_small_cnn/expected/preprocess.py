"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np

from .state import State


def preprocess(images: np.ndarray, state: State) -> np.ndarray:
    """Return X for the rows of images, one output row per input row."""
    # %% notebook.py #scale
    # 4 bit pixels -> [0, 1], with the channel in front
    X = images / 16.0
    X = X.reshape(-1, 1, 8, 8).astype("float32")
    return X
