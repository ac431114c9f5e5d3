"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known, only_known_columns
from .state import State


def preprocess(bookings: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of bookings, one output row per input row.

    bookings needs the columns booked, port_from, port_to, extras, channel, price.
    """
    # %% notebook.py #3
    bookings["port_from"] = bookings["port_from"].str.strip().str.capitalize()
    bookings["port_to"] = bookings["port_to"].str.title()
    bookings["route"] = bookings["port_from"] + "-" + bookings["port_to"]
    bookings["month"] = bookings["booked"].dt.month.astype(str)
    bookings["season"] = bookings["booked"].dt.quarter
    bookings["channel"] = bookings["channel"].str.lower()
    # how dear is it for its route and season
    bookings["usual"] = only_known(bookings[["route", "season"]], state.usual_mean_by_route_season.index).join(state.usual_mean_by_route_season, on=["route", "season"])["price"]
    bookings["dear"] = bookings["price"] - bookings["usual"]

    for col in ["channel", "route"]:
        bookings[col + "_id"] = state.bookings_uniques[col].get_indexer(only_known(bookings[col], state.bookings_uniques[col]))

    extras = only_known_columns(bookings["extras"].str.get_dummies(sep=";"), state.extras_columns)
    extras = extras.reindex(columns=state.extras_columns, fill_value=0)
    months = pd.get_dummies(only_known(bookings["month"], state.months_known), prefix="m", dtype=int)
    months = months.reindex(columns=state.months_columns, fill_value=0)
    X = pd.concat([bookings[["price", "dear", "channel_id", "route_id"]], extras, months], axis=1)
    return X
