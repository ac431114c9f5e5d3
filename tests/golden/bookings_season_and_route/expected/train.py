"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(44)
    n = 420
    bookings = pd.DataFrame({
        "booked": pd.Timestamp("2023-02-03") + pd.to_timedelta(rng.integers(0, 200, n), unit="D"),
        "port_from": rng.choice(["Kiel", " kiel", "Oslo", "Turku "], n),
        "port_to": rng.choice(["Riga", "RIGA", "Ventspils"], n),
        "extras": [";".join(sorted(rng.choice(["cabin", "car", "dog", "wifi"], rng.integers(1, 4), replace=False))) for _ in range(n)],
        "channel": rng.choice(["web", "Web", "phone", "agent"], n),
        "price": rng.gamma(4, 30, n).round(2),
    })
    bookings["cancelled"] = np.where(rng.random(n) < .2 + .2 * (bookings.channel == "phone"), "yes", "no")
    return bookings


def train(bookings: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #3
    bookings["port_from"] = bookings["port_from"].str.strip().str.capitalize()
    bookings["port_to"] = bookings["port_to"].str.title()
    bookings["route"] = bookings["port_from"] + "-" + bookings["port_to"]
    bookings["month"] = bookings["booked"].dt.month.astype(str)
    bookings["season"] = bookings["booked"].dt.quarter
    bookings["channel"] = bookings["channel"].str.lower()
    # how dear is it for its route and season
    usual_mean_by_route_season = bookings.groupby(["route", "season"])["price"].agg("mean")
    bookings["usual"] = bookings.groupby(["route", "season"])["price"].transform("mean")
    bookings["dear"] = bookings["price"] - bookings["usual"]

    bookings_uniques = {}
    for col in ["channel", "route"]:
        bookings_uniques[col] = pd.factorize(bookings[col])[1]
        bookings[col + "_id"] = pd.factorize(bookings[col])[0]
    extras = bookings["extras"].str.get_dummies(sep=";")
    extras_columns = extras.columns
    months_known = seen_values(bookings["month"])
    months = pd.get_dummies(bookings["month"], prefix="m", dtype=int)
    months_columns = months.columns
    X = pd.concat([bookings[["price", "dear", "channel_id", "route_id"]], extras, months], axis=1)
    y = bookings["cancelled"].map({"no": 0, "yes": 1})

    rf = RandomForestClassifier(n_estimators=40, min_samples_leaf=5, random_state=2)
    rf.fit(X, y)
    state = State(
        bookings_uniques=bookings_uniques,
        extras_columns=extras_columns,
        months_columns=months_columns,
        months_known=months_known,
        rf=rf,
        usual_mean_by_route_season=usual_mean_by_route_season,
    )
    return state, {}
