"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.linear_model import Ridge
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, StandardScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    label_encoder: LabelEncoder   # #p, line 5: estimator of LabelEncoder().fit_transform(stones["...
    min_max_scaler: MinMaxScaler  # #p, line 7: estimator of MinMaxScaler().fit_transform(features...
    model: Ridge                  # #t, line 1
    scaler: StandardScaler        # #p, line 4
