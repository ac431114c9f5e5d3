"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.linear_model import LogisticRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    centre: float            # #prep, line 10
    clf: LogisticRegression  # #fit, line 3
    codes: dict              # #prep, line 19
    features: list           # #prep, line 35
    hi: float                # #prep, line 3
    humidity_max: float      # #prep, line 26: bikes["humidity"].max()
    lo: float                # #prep, line 3
    share: float             # #prep, line 6
    spread: float            # #prep, line 10
    wind_mean: float         # #prep, line 34: bikes["wind"].mean()
    wind_median: float       # #prep, line 7: bikes["wind"].median()
