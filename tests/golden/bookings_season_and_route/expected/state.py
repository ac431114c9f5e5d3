"""What training fixed, and serving only reads.

After each value: the cell and line of notebook.py that gave it.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from dataclasses import dataclass

import pandas as pd
from sklearn.ensemble import RandomForestClassifier


@dataclass(frozen=True)
class State:
    """Values of the training run."""

    bookings_uniques: dict[object, pd.Index]  # #3, line 12: uniques of pd.factorize(bookings[col])
    extras_columns: pd.Index                  # #3, line 14: columns of bookings["extras"].str.get_dummies(sep=...
    months_columns: pd.Index                  # #3, line 15: columns of pd.get_dummies(bookings["month"], prefi...
    months_known: list                        # #3, line 15: known of pd.get_dummies(bookings["month"], prefix=...
    rf: RandomForestClassifier                # #3, line 22
    usual_mean_by_route_season: pd.Series     # #3, line 8: table of bookings.groupby(["route", "season"])["pr...
