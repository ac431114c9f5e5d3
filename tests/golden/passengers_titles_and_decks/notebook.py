# %% #imports
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
%matplotlib inline
# %% [load] #load
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
# %% #look
crew.head()
crew["Cabin"].isna().mean()
# %% [preprocess] #features
df = crew.copy()
df["Title"] = df["Name"].str.extract(r", ([A-Za-z]+)\.", expand=False)
df["Title"].value_counts()
# die seltenen zusammenfassen
df["Title"] = df["Title"].replace({"Rev": "Rare", "Dr": "Rare"})
df["Age"] = df["Age"].fillna(df.groupby("Title")["Age"].transform("median"))
df["Deck"] = df["Cabin"].str[0].fillna("U")
df["Prefix"] = df["Ticket"].str.split(" ").str[0].str.replace("/", "", regex=False)
df["Prefix"] = df["Prefix"].astype("category").cat.codes
df["Route"] = df["Port"] + "_" + df["Deck"]
df["RouteFare"] = df.groupby("Route")["Fare"].transform("mean")
df["FareShare"] = df["Fare"] / df["RouteFare"]
plt.hist(df["FareShare"]); plt.close()
# %% [preprocess] #matrix
X = pd.get_dummies(df[["Title", "Deck", "Prefix", "Age", "Fare", "FareShare"]], columns=["Title", "Deck"], drop_first=True)
y = crew["Survived"]
X.shape
# %% [train] #fit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=.25, random_state=7)
lr = LogisticRegression(max_iter=3000)
lr.fit(X_train, y_train)
# %% [predict] #ask
proba = lr.predict_proba(X_test)[:, 1].round(4)
# %% [evaluate] #score
acc = ((proba > .5) == y_test).mean()
