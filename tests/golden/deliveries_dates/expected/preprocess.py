"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known
from .state import State


def preprocess(rides: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of rides, one output row per input row.

    rides needs the columns ordered, delivered, distance.
    """
    # %% notebook.py #dates
    rides["delivered"] = pd.to_datetime(rides["delivered"], format="%d/%m/%Y")
    rides["took"] = (rides["delivered"] - rides["ordered"]).dt.days
    rides["month"] = rides["ordered"].dt.month
    rides["weekend"] = rides["ordered"].dt.dayofweek >= 5
    rides["since"] = (rides["ordered"] - state.ordered_min).dt.days
    X = pd.get_dummies(only_known(rides[["distance", "took", "weekend", "since", "month"]], state.X_known), columns=["month"], prefix="m")
    X = X.reindex(columns=state.X_columns, fill_value=False)
    return X
