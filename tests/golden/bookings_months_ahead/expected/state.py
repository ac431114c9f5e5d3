"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import PolynomialFeatures


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    bookings_len: int         # #ahead, line 3: len(bookings)
    poly: PolynomialFeatures  # #t, line 3
    trend: LinearRegression   # #fit, line 2
