"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_known
from .state import State


def preprocess(crew: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of crew, one output row per input row.

    crew needs the columns Name, Cabin, Ticket, Age, Fare, Port.
    A value may be missing in Cabin, Age.
    """
    # %% notebook.py #features
    df = crew.copy()
    df["Title"] = df["Name"].str.extract(r", ([A-Za-z]+)\.", expand=False)
    # die seltenen zusammenfassen
    df["Title"] = df["Title"].replace({"Rev": "Rare", "Dr": "Rare"})
    df["Age"] = df["Age"].fillna(df["Title"].map(state.Age_median_by_Title))
    df["Deck"] = df["Cabin"].str[0].fillna("U")
    df["Prefix"] = df["Ticket"].str.split(" ").str[0].str.replace("/", "", regex=False)
    df["Prefix"] = only_known(df["Prefix"], state.Prefix_dtype).astype(state.Prefix_dtype).cat.codes
    df["Route"] = df["Port"] + "_" + df["Deck"]
    df["RouteFare"] = only_known(df["Route"], state.RouteFare_mean_by_Route.index).map(state.RouteFare_mean_by_Route)
    df["FareShare"] = df["Fare"] / df["RouteFare"]
    # %% notebook.py #matrix
    X = pd.get_dummies(only_known(df[["Title", "Deck", "Prefix", "Age", "Fare", "FareShare"]], state.X_known), columns=["Title", "Deck"])
    X = X.reindex(columns=state.X_columns, fill_value=False)
    # %% notebook.py #fit
    X_test = X
    return X_test
