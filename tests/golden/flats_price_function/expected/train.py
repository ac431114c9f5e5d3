"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

from .library import convert_sqft_to_num, remove_pps_outliers
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(3)
    n = 240
    df1 = pd.DataFrame({
        "area_type": rng.choice(["Super built-up  Area", "Plot  Area"], n),
        "location": rng.choice(["Whitefield", "Hebbal", "1st Phase JP Nagar", "Indira Nagar", "Yelahanka "], n, p=[0.4, 0.25, 0.2, 0.1, 0.05]),
        "size": [f"{k} BHK" for k in rng.integers(1, 5, n)],
        "society": rng.choice(["Coomee ", None], n),
        "total_sqft": [f"{a}" if i % 12 else f"{a} - {a + 150}" for i, a in enumerate(rng.integers(600, 3000, n))],
        "bath": rng.integers(1, 5, n).astype(float),
        "balcony": rng.integers(0, 3, n).astype(float),
    })
    df1.loc[::31, "bath"] = np.nan
    df1["price"] = (rng.normal(12, 4, n) + df1["bath"].fillna(2) * 9 + df1["location"].map({"Whitefield": 20, "Hebbal": 35}).fillna(50)).round(2)
    return df1


def train(df1: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #clean
    df2 = df1.drop(["area_type", "society", "balcony"], axis="columns")
    df3 = df2.dropna()
    df3["bhk"] = df3["size"].apply(lambda x: int(x.split(" ")[0]))

    df4 = df3.copy()
    df4["total_sqft"] = df4["total_sqft"].apply(convert_sqft_to_num)
    # %% notebook.py #locations
    df5 = df4.copy()
    df5["price_per_sqft"] = df5["price"] * 100000 / df5["total_sqft"]
    df5.location = df5.location.apply(lambda x: x.strip())
    location_stats = df5.groupby("location")["location"].agg("count").sort_values(ascending=False)
    location_stats_less_than_15 = location_stats[location_stats <= 15]
    df5.location = df5.location.apply(lambda x: "other" if x in location_stats_less_than_15 else x)
    # %% notebook.py #outliers
    df6 = df5[~(df5.total_sqft / df5.bhk < 180)]
    df7 = remove_pps_outliers(df6)
    # %% notebook.py #dummies
    df8 = df7[df7.bath < df7.bhk + 2]
    df9 = df8.drop(["size", "price_per_sqft"], axis="columns")
    dummies = pd.get_dummies(df9.location)
    df10 = pd.concat([df9, dummies.drop("other", axis="columns")], axis="columns")
    df11 = df10.drop("location", axis="columns")
    X = df11.drop("price", axis="columns")
    y = df11.price
    # %% notebook.py #fit
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=10)
    lr_clf = LinearRegression()
    lr_clf.fit(X_train, y_train)
    state = State(X_columns=X.columns, lr_clf=lr_clf)
    return state, {}
