"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import LabelEncoder, MinMaxScaler


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    le: dict[object, LabelEncoder]  # #enc, line 4: estimator of le.fit_transform(data[col])
    model: KNeighborsClassifier     # #fit, line 2
    scaler: MinMaxScaler            # #enc, line 6
    scaler_2: MinMaxScaler          # #enc, line 7
