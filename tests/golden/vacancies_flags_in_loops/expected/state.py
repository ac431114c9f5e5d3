"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from pandas.arrays import ArrowStringArray
from sklearn.linear_model import Ridge


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    X_known: list                                # #flags, line 5: seen of jobs["role"] == r
    X_known_2: dict[object, list]                # #more, line 8: seen of jobs[col].eq(value)
    contract_known: list                         # #more, line 3: seen of {f"contract_{k}": (short == k).astype(int)...
    jobs_unique: dict[object, ArrowStringArray]  # #more, line 7: jobs[col].unique()
    kinds: list                                  # #more, line 2
    model: Ridge                                 # #fit, line 3
    role_unique: ArrowStringArray                # #flags, line 4: jobs["role"].unique()
    top_cities: list                             # #flags, line 7
