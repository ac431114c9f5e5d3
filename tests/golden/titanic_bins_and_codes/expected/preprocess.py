"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .categories import only_binned, only_known
from .library import cols
from .state import State


def preprocess(titanic: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of titanic, one output row per input row.

    titanic needs the columns Pclass, Sex, Age, Fare, Embarked, Cabin.
    A value may be missing in Age, Embarked, Cabin.
    """
    # %% notebook.py #3
    data = titanic.drop(["PassengerId"], axis=1, errors="ignore")
    data["Age"] = data["Age"].fillna(state.Age_median)
    data["Embarked"] = data["Embarked"].fillna(state.Embarked_mode_0)
    data["AgeBin"] = only_binned(pd.cut(data["Age"].astype(int), state.AgeBin_edges), data["Age"].astype(int))
    data["FareBin"] = only_binned(pd.cut(data["Fare"], state.FareBin_edges, include_lowest=True), data["Fare"])
    data["AgeBin_Code"] = state.label.transform(data["AgeBin"])
    data["FareBin_Code"] = state.label_2.transform(data["FareBin"])
    data["Deck"] = state.Deck_uniques.get_indexer(only_known(data["Cabin"].str[0], state.Deck_uniques))
    data["Sex"], sexes = (state.Sex_uniques.get_indexer(data["Sex"]), state.Sex_uniques)
    data["Port"] = pd.Categorical(only_known(data["Embarked"], state.Port_dtype), dtype=state.Port_dtype).codes
    data["FareGroup"], edges = only_binned(pd.cut(data["Fare"], state.FareGroup_edges, labels=["low", "mid", "high"], retbins=True, include_lowest=True), data["Fare"])
    # %% notebook.py #4
    X = data[cols].join(pd.get_dummies(data["FareGroup"], prefix="fare"))
    return X
