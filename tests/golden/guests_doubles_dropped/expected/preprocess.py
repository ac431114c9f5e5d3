"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(guests: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of guests, one output row per input row.

    guests needs the columns nights, country, price.
    """
    # %% notebook.py #clean
    # one stay for each guest
    guests = guests.reset_index(drop=True)
    # %% notebook.py #features
    guests["per_night"] = guests["price"] / guests["nights"]
    guests["dear"] = (guests["price"] > state.price_quantile_0_8).astype(int)
    X = pd.get_dummies(guests.drop(columns=["guest", "again"], errors="ignore"), columns=["country"])
    X = X.reindex(columns=state.X_columns, fill_value=False)
    return X
