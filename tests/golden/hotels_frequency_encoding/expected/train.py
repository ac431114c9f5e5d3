"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import warnings

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #data
    rng = np.random.default_rng(11)
    n = 300
    hotels = pd.DataFrame({
        "country": rng.choice(["PRT", "GBR", "FRA", "ESP", "DEU", "ITA", "IRL"], n, p=[.4, .2, .15, .1, .08, .05, .02]),
        "agent": rng.choice([9.0, 240.0, 1.0, 14.0, np.nan], n, p=[.4, .2, .15, .1, .15]),
        "lead_time": rng.gamma(1.5, 60, n).round(),
        "adr": rng.normal(100, 30, n).round(2),
        "meal": rng.choice(["BB", "HB", "SC"], n),
        "is_canceled": rng.integers(0, 2, n),
    })
    return hotels


def train(hotels: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #imports
    warnings.filterwarnings("ignore")
    # %% notebook.py #clean
    df = hotels.copy()
    # agents are labels, not numbers
    df["agent"] = df["agent"].fillna(0).astype(int).astype(str)
    top = df["country"].value_counts().nlargest(4).index
    df["country_grp"] = np.where(df["country"].isin(top), df["country"], "other")
    country_value_counts = df["country"].value_counts(normalize=True)
    df["country_freq"] = df["country"].map(country_value_counts)
    counts = df.groupby("agent").size()
    df["agent_n"] = df["agent"].map(counts)
    adr_vs_meal_median_by_meal = df.groupby("meal")["adr"].agg("median")
    df["adr_vs_meal"] = df["adr"] - df.groupby("meal")["adr"].transform("median")
    q1, q3 = df["lead_time"].quantile([0.25, 0.75])
    df["lead_time"] = df["lead_time"].clip(upper=q3 + 1.5 * (q3 - q1))
    # %% notebook.py #dummies
    cat_known = seen_values(df[["country_grp", "meal"]])
    cat = pd.get_dummies(df[["country_grp", "meal"]], drop_first=True)
    cat_columns = cat.columns
    X = pd.concat([df[["lead_time", "country_freq", "agent_n", "adr_vs_meal"]], cat], axis=1)
    y = df["is_canceled"]
    # %% notebook.py #model
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=1)
    clf = LogisticRegression(max_iter=1000)
    clf.fit(X_train, y_train)
    # %% notebook.py #out
    pred = clf.predict(X_test)
    # %% notebook.py #acc
    acc = accuracy_score(y_test, pred)
    state = State(
        adr_vs_meal_median_by_meal=adr_vs_meal_median_by_meal,
        cat_columns=cat_columns,
        cat_known=cat_known,
        clf=clf,
        country_value_counts=country_value_counts,
        counts=counts,
        q1=q1,
        q3=q3,
        top=top,
    )
    return state, {"acc": acc}
