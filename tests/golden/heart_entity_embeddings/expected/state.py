"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.preprocessing import LabelEncoder, StandardScaler

from .library import TabularNet


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    device: str                     # #imp, line 10
    le: dict[object, LabelEncoder]  # #prep, line 6: estimator of le.fit_transform(df[c])
    model: TabularNet               # #ask, line 2
    num_cols: list                  # #prep, line 4
    scaler: StandardScaler          # #prep, line 11
