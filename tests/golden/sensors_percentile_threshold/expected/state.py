"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    pca: PCA                # #ae, line 1
    scaler: StandardScaler  # #scale, line 2
    threshold: float        # #ask, line 3
