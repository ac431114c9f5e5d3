"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from .categories import seen_values
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #load
    rng = np.random.default_rng(1912)
    n = 320
    titles = rng.choice(["Mr", "Mrs", "Miss", "Master", "Dr", "Rev"], n, p=[.48, .18, .2, .08, .03, .03])
    crew = pd.DataFrame({
        "Name": [f"Surname{i}, {t}. First {i}" for i, t in enumerate(titles)],
        "Cabin": [f"{d}{i % 90}" for i, d in enumerate(rng.choice(list("ABCDE"), n))],
        "Ticket": [f"{p} {1000 + i}" for i, p in enumerate(rng.choice(["PC", "CA", "A/5", "SOTON"], n))],
        "Age": rng.normal(31, 13, n).clip(1, 75).round(),
        "Fare": rng.gamma(2, 16, n).round(2),
        "Port": rng.choice(["S", "C", "Q"], n),
    })
    crew.loc[rng.random(n) < .6, "Cabin"] = None
    crew.loc[rng.random(n) < .15, "Age"] = np.nan
    crew["Survived"] = (rng.random(n) < .25 + .4 * np.isin(titles, ["Mrs", "Miss"])).astype(int)
    return crew


def train(crew: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #features
    df = crew.copy()
    df["Title"] = df["Name"].str.extract(r", ([A-Za-z]+)\.", expand=False)
    # die seltenen zusammenfassen
    df["Title"] = df["Title"].replace({"Rev": "Rare", "Dr": "Rare"})
    Age_median_by_Title = df.groupby("Title")["Age"].agg("median")
    df["Age"] = df["Age"].fillna(df.groupby("Title")["Age"].transform("median"))
    df["Deck"] = df["Cabin"].str[0].fillna("U")
    df["Prefix"] = df["Ticket"].str.split(" ").str[0].str.replace("/", "", regex=False)
    Prefix_dtype_result = df["Prefix"].astype("category")
    Prefix_dtype = Prefix_dtype_result.dtype
    df["Prefix"] = Prefix_dtype_result.cat.codes
    df["Route"] = df["Port"] + "_" + df["Deck"]
    RouteFare_mean_by_Route = df.groupby("Route")["Fare"].agg("mean")
    df["RouteFare"] = df.groupby("Route")["Fare"].transform("mean")
    df["FareShare"] = df["Fare"] / df["RouteFare"]
    # %% notebook.py #matrix
    X_known = seen_values(df[["Title", "Deck", "Prefix", "Age", "Fare", "FareShare"]], ["Title", "Deck"])
    X = pd.get_dummies(df[["Title", "Deck", "Prefix", "Age", "Fare", "FareShare"]], columns=["Title", "Deck"], drop_first=True)
    X_columns = X.columns
    y = crew["Survived"]
    # %% notebook.py #fit
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=.25, random_state=7)
    lr = LogisticRegression(max_iter=3000)
    lr.fit(X_train, y_train)
    # %% notebook.py #ask
    proba = lr.predict_proba(X_test)[:, 1].round(4)
    # %% notebook.py #score
    acc = ((proba > .5) == y_test).mean()
    state = State(
        Age_median_by_Title=Age_median_by_Title,
        Prefix_dtype=Prefix_dtype,
        RouteFare_mean_by_Route=RouteFare_mean_by_Route,
        X_columns=X_columns,
        X_known=X_known,
        lr=lr,
    )
    return state, {"acc": acc}
