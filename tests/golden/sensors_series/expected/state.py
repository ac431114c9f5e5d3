"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.ensemble import IsolationForest


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    centre: float              # #z, line 1
    detector: IsolationForest  # #fit, line 1
    spread: float              # #z, line 2
