# %% [markdown]
# # Rents: the usual train / test files, dummies of each, test columns made those of train
# %% #imp
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
# %% [load] #files
rng = np.random.default_rng(81)
def listing(n, districts):
    return pd.DataFrame({
        "id": rng.integers(10_000, 99_999, n),
        "district": rng.choice(districts, n),
        "heating": rng.choice(["gas", "district", "wood"], n, p=[0.6, 0.3, 0.1]),
        "m2": rng.normal(68, 21, n).round(1),
        "rooms": rng.integers(1, 6, n),
    })
train = listing(220, ["Altona", "Barmbek", "Eppendorf", "Wilhelmsburg"])
train["rent"] = (train.m2 * 13 + train.rooms * 30 + train["district"].map({"Altona": 90, "Barmbek": 20, "Eppendorf": 160, "Wilhelmsburg": -60}) + rng.normal(0, 40, 220)).round()
test = listing(60, ["Altona", "Barmbek"])   # the new listings are all from two districts
# %% #look
train.head()
train.describe()
print(train.shape, test.shape)
# %% #eda
train.groupby("district")["rent"].mean().sort_values().plot.barh()
plt.show()
# %% [preprocess] #prep
# same cleaning for both
for df in [train, test]:
    df["m2"] = df["m2"].clip(15, 200)
    df["m2_per_room"] = df["m2"] / df["rooms"]

y_train = train["rent"]
X_train = train.drop(["id", "rent"], axis=1)
X_test = test.drop("id", axis=1)

X_train = pd.get_dummies(X_train)
X_test = pd.get_dummies(X_test)
print("missing in test:", set(X_train.columns) - set(X_test.columns))

X_test = X_test.reindex(columns=X_train.columns, fill_value=0)
X_test.shape
# %% [train] #fit
from sklearn.linear_model import Ridge
from sklearn.model_selection import cross_val_score
ridge = Ridge(alpha=2.0)
print(cross_val_score(ridge, X_train, y_train, cv=4).mean())
ridge.fit(X_train, y_train)
# %% [predict] #ask
test["rent"] = ridge.predict(X_test).round(0)
test[["id", "rent"]].head()
# %% [report] #plot
plt.hist(test["rent"]); plt.show()
