"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(test: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of test, one output row per input row.

    test needs the columns Pclass, Name, Sex, Age, SibSp, Parch, Fare, Embarked.
    A value may be missing in Age, Fare.
    """
    # %% notebook.py #clean
    combine = [test]
    for dataset in combine:
        dataset["Title"] = dataset["Name"].str.extract(r"([A-Za-z]+)\.", expand=False)
        dataset["Title"] = dataset["Title"].replace(["Dr"], "Rare")
        dataset["Title"] = dataset["Title"].map({"Mr": 1, "Miss": 2, "Mrs": 3, "Master": 4, "Rare": 5}).fillna(0)
        dataset["FamilySize"] = dataset["SibSp"] + dataset["Parch"] + 1
        dataset["IsAlone"] = 0
        dataset.loc[dataset["FamilySize"] == 1, "IsAlone"] = 1
    for dataset in [test]:
        dataset["Embarked"] = dataset["Embarked"].fillna(state.freq_port)
        dataset["Sex"] = dataset["Sex"].map({"female": 1, "male": 0}).astype(int)
        dataset["Embarked"] = dataset["Embarked"].map({"S": 0, "C": 1, "Q": 2}).astype(int)
    # ages: the median of all known ages of that file
    for dataset in [test]:
        dataset["Age"] = dataset["Age"].fillna(state.Age_median)
        dataset["AgeBand"] = pd.cut(dataset["Age"], [0, 16, 32, 48, 64, 100], labels=False)
    test["Fare"] = test["Fare"].fillna(state.Fare_median)
    # %% notebook.py #select
    test = test.drop(["Name"], axis=1)
    X_test = test.drop("PassengerId", axis=1, errors="ignore").copy()
    return X_test
