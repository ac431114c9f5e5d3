"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

from .state import State


def load() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #tables
    rng = np.random.default_rng(19)
    titles = np.array(["Mr.", "Ms.", "Dr.", "Prof."])

    def bookings(n):
        return pd.DataFrame({
            "BookingId": np.arange(n) + 1,
            "Guest": [f"{t} {s}" for t, s in zip(rng.choice(titles, n, p=[0.5, 0.4, 0.07, 0.03]), rng.choice(["Kim", "Olsen", "Rossi"], n))],
            "Adults": rng.integers(1, 5, n),
            "Children": rng.integers(0, 3, n),
            "Room": np.where(rng.random(n) < 0.25, None, rng.choice(["A12", "B3", "C40"], n)),
            "Rate": rng.gamma(4, 30, n).round(2),
        })

    train = bookings(320)
    train["Cancelled"] = (train.Rate / 100 - train.Children * 0.6 + rng.normal(0, 0.6, 320) > 0.8).astype(int)
    test = bookings(60)
    return train, test


def train(train: pd.DataFrame, test: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #titles
    combine = [train, test]

    # a title for everybody
    for dataset in combine:
        dataset["Title"] = dataset.Guest.str.extract(r"([A-Za-z]+)\.", expand=False)
    # %% notebook.py #rare
    for dataset in combine:
        dataset["Title"] = dataset["Title"].replace(["Dr", "Prof"], "Rare")
        dataset["Title"] = dataset["Title"].map({"Mr": 1, "Ms": 2, "Rare": 3})
        dataset["Title"] = dataset["Title"].fillna(0)
    # %% notebook.py #party
    for df in [train, test]:
        df["Party"] = df["Adults"] + df["Children"]
        df["Alone"] = 0
        df.loc[df["Party"] == 1, "Alone"] = 1

    train["HasRoom"] = train["Room"].notna().astype(int)
    # %% notebook.py #drop
    train = train.drop(["Guest", "Room"], axis=1)
    # %% notebook.py #fit
    predictors = train.drop(["Cancelled", "BookingId"], axis=1)
    target = train["Cancelled"]
    x_train, x_val, y_train, y_val = train_test_split(predictors, target, test_size=0.22, random_state=0)
    randomforest = RandomForestClassifier(n_estimators=25, random_state=4)
    randomforest.fit(x_train, y_train)
    # %% notebook.py #val
    y_pred = randomforest.predict(x_val)
    # %% notebook.py #acc
    acc = round((y_pred == y_val).mean() * 100, 2)
    state = State(randomforest=randomforest)
    return state, {"acc": acc}
