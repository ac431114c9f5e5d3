"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeClassifier

from .library import cols
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #2
    rng = np.random.default_rng(33)
    n = 280
    titanic = pd.DataFrame({
        "PassengerId": range(1, n + 1),
        "Pclass": rng.integers(1, 4, n),
        "Sex": rng.choice(["male", "female"], n, p=[.6, .4]),
        "Age": np.where(rng.random(n) < .2, np.nan, rng.normal(30, 13, n).clip(1, 80).round()),
        "Fare": rng.gamma(1, 32, n).round(2),
        "Embarked": rng.choice(["S", "C", "Q", None], n, p=[.7, .2, .08, .02]),
        "Cabin": rng.choice(["A12", "B5", "C85", "E10", None], n, p=[.05, .05, .1, .05, .75]),
    })
    titanic["Survived"] = ((titanic.Sex == "female") ^ (rng.random(n) < .2)).astype(int)
    return titanic


def train(titanic: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #3
    data = titanic.drop(["PassengerId"], axis=1)
    Age_median = data["Age"].median()
    data["Age"] = data["Age"].fillna(Age_median)
    Embarked_mode_0 = data["Embarked"].mode()[0]
    data["Embarked"] = data["Embarked"].fillna(Embarked_mode_0)
    AgeBin_edges = pd.cut(data["Age"].astype(int), 5, retbins=True)[1]
    data["AgeBin"] = pd.cut(data["Age"].astype(int), 5)
    FareBin_edges = pd.qcut(data["Fare"], 4, retbins=True)[1]
    data["FareBin"] = pd.qcut(data["Fare"], 4)
    label = LabelEncoder()
    data["AgeBin_Code"] = label.fit_transform(data["AgeBin"])
    frozen_label = copy.deepcopy(label)
    data["FareBin_Code"] = label.fit_transform(data["FareBin"])
    Deck_uniques_result = pd.factorize(data["Cabin"].str[0])
    Deck_uniques = Deck_uniques_result[1]
    data["Deck"] = Deck_uniques_result[0]
    Sex_uniques_result = pd.factorize(data["Sex"])
    Sex_uniques = Sex_uniques_result[1]
    data["Sex"], sexes = Sex_uniques_result
    Port_dtype_result = pd.Categorical(data["Embarked"])
    Port_dtype = Port_dtype_result.dtype
    data["Port"] = Port_dtype_result.codes
    FareGroup_edges = pd.qcut(data["Fare"], 3, labels=["low", "mid", "high"], retbins=True)[1]
    data["FareGroup"], edges = pd.qcut(data["Fare"], 3, labels=["low", "mid", "high"], retbins=True)
    # %% notebook.py #4
    X = data[cols].join(pd.get_dummies(data["FareGroup"], prefix="fare"))
    y = data["Survived"]
    # %% notebook.py #5
    tree = DecisionTreeClassifier(max_depth=5, random_state=0).fit(X, y)
    state = State(
        AgeBin_edges=AgeBin_edges,
        Age_median=Age_median,
        Deck_uniques=Deck_uniques,
        Embarked_mode_0=Embarked_mode_0,
        FareBin_edges=FareBin_edges,
        FareGroup_edges=FareGroup_edges,
        Port_dtype=Port_dtype,
        Sex_uniques=Sex_uniques,
        label=frozen_label,
        label_2=label,
        tree=tree,
    )
    return state, {}
