# %% #i
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
# %% [markdown]
# Who survived the ferry? Two files, as in the competition.
# %% [load] #load
rng = np.random.default_rng(1912)
def make(n, first):
    t = pd.DataFrame({
        "PassengerId": np.arange(first, first + n),
        "Pclass": rng.integers(1, 4, n),
        "Name": rng.choice(["Mr. A", "Mrs. B", "Miss. C", "Master. D", "Dr. E"], n),
        "Sex": rng.choice(["male", "female"], n),
        "Age": np.where(rng.random(n) < 0.2, np.nan, rng.integers(1, 80, n)),
        "SibSp": rng.integers(0, 4, n),
        "Parch": rng.integers(0, 3, n),
        "Fare": rng.lognormal(3, 0.8, n).round(2),
        "Embarked": rng.choice(["S", "C", "Q"], n, p=[0.7, 0.2, 0.1]),
    })
    return t
train = make(220, 1)
train.loc[[5, 60], "Embarked"] = np.nan
train["Survived"] = ((train["Sex"] == "female") | (train["Age"] < 10)).astype(int)
flip = rng.random(len(train)) < 0.15
train.loc[flip, "Survived"] = 1 - train.loc[flip, "Survived"]
test = make(140, 221)
test.loc[7, "Fare"] = np.nan
# %% #look
train.info()
test.isnull().sum()
# %% #clean
combine = [train, test]
for dataset in combine:
    dataset["Title"] = dataset["Name"].str.extract(r"([A-Za-z]+)\.", expand=False)
    dataset["Title"] = dataset["Title"].replace(["Dr"], "Rare")
    dataset["Title"] = dataset["Title"].map({"Mr": 1, "Miss": 2, "Mrs": 3, "Master": 4, "Rare": 5}).fillna(0)
    dataset["FamilySize"] = dataset["SibSp"] + dataset["Parch"] + 1
    dataset["IsAlone"] = 0
    dataset.loc[dataset["FamilySize"] == 1, "IsAlone"] = 1
freq_port = train.Embarked.dropna().mode()[0]
for dataset in [train, test]:
    dataset["Embarked"] = dataset["Embarked"].fillna(freq_port)
    dataset["Sex"] = dataset["Sex"].map({"female": 1, "male": 0}).astype(int)
    dataset["Embarked"] = dataset["Embarked"].map({"S": 0, "C": 1, "Q": 2}).astype(int)
# ages: the median of all known ages of that file
for dataset in [train, test]:
    dataset["Age"] = dataset["Age"].fillna(dataset["Age"].median())
    dataset["AgeBand"] = pd.cut(dataset["Age"], [0, 16, 32, 48, 64, 100], labels=False)
test["Fare"] = test["Fare"].fillna(test["Fare"].dropna().median())
# %% #select
train = train.drop(["Name", "PassengerId"], axis=1)
ids = test["PassengerId"]
test = test.drop(["Name"], axis=1)
X_train = train.drop("Survived", axis=1)
Y_train = train["Survived"]
X_test = test.drop("PassengerId", axis=1).copy()
X_train.shape, Y_train.shape, X_test.shape
# %% [train] #fit
random_forest = RandomForestClassifier(n_estimators=20, random_state=0)
random_forest.fit(X_train, Y_train)
acc = round(random_forest.score(X_train, Y_train) * 100, 2)
# %% [predict] #predict
Y_pred = random_forest.predict(X_test)
# %% #submit
submission = pd.DataFrame({"PassengerId": ids, "Survived": Y_pred})
submission.head()
