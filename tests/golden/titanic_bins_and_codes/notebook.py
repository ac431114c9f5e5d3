# %% #1
import pandas as pd
import numpy as np
from sklearn.preprocessing import LabelEncoder
# %% [load] #2
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
# %% [preprocess] #3
data = titanic.drop(["PassengerId"], axis=1)
data["Age"] = data["Age"].fillna(data["Age"].median())
data["Embarked"] = data["Embarked"].fillna(data["Embarked"].mode()[0])
data["AgeBin"] = pd.cut(data["Age"].astype(int), 5)
data["FareBin"] = pd.qcut(data["Fare"], 4)
label = LabelEncoder()
data["AgeBin_Code"] = label.fit_transform(data["AgeBin"])
data["FareBin_Code"] = label.fit_transform(data["FareBin"])
data["Deck"] = pd.factorize(data["Cabin"].str[0])[0]
data["Sex"], sexes = pd.factorize(data["Sex"])
data["Port"] = pd.Categorical(data["Embarked"]).codes
data["FareGroup"], edges = pd.qcut(data["Fare"], 3, labels=["low", "mid", "high"], retbins=True)
data[["Sex", "Survived"]].groupby("Sex").mean()
# %% [preprocess] #4
cols = ["Pclass", "Sex", "AgeBin_Code", "FareBin_Code", "Deck", "Port"]
X = data[cols].join(pd.get_dummies(data["FareGroup"], prefix="fare"))
y = data["Survived"]
# %% [train] #5
from sklearn.tree import DecisionTreeClassifier
tree = DecisionTreeClassifier(max_depth=5, random_state=0).fit(X, y)
# %% [predict] #6
survived = tree.predict(X)
