"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.linear_model import LinearRegression


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    model: LinearRegression  # #t, line 1
    offset: int              # #p, line 3: offset + 1
    offset_float: float      # #p, line 2: float(offset)
    per_acre: float          # #p, line 1: per_acre
    per_acre_2: float        # #p, line 4: per_acre
