"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.pipeline import Pipeline

from .library import AddRatios, RareToOther


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    income_median: float  # #early, line 1: loans["income"].median()
    pipe: Pipeline        # #fit, line 8
    rare: RareToOther     # #early, line 5
    ratios: AddRatios     # #early, line 3
