# %% #1
import pandas as pd, numpy as np
# %% [load] #2
rng = np.random.default_rng(17)
def sheet(n):
    return pd.DataFrame({"age": rng.integers(17, 90, n), "workclass": rng.choice(["Private", "Gov", "Self", None], n, p=[.6, .2, .15, .05]),
                         "education": rng.choice(["HS", "BSc", "MSc", "PhD"], n), "hours": rng.integers(10, 80, n)})
train_df = sheet(240)
train_df["income"] = np.where(train_df.age / 3 + train_df.hours + rng.normal(0, 10, 240) > 62, ">50K", "<=50K")
test_df = sheet(150)
# %% #3
train_df["source"] = "train"
test_df["source"] = "test"
full = pd.concat([train_df, test_df], ignore_index=True)
full["workclass"] = full["workclass"].fillna(full["workclass"].mode()[0])
full["workclass"] = pd.factorize(full["workclass"])[0]
full["education"] = full["education"].astype("category").cat.codes
full["hours"] = (full["hours"] - full["hours"].min()) / (full["hours"].max() - full["hours"].min())
# %% #4
train_part = full[full["source"] == "train"].drop("source", axis=1)
test_part = full[full["source"] == "test"].drop(["source", "income"], axis=1)
y = train_part["income"].map({"<=50K": 0, ">50K": 1})
X = train_part.drop("income", axis=1)
# %% [train] #5
from sklearn.ensemble import RandomForestClassifier
rf = RandomForestClassifier(n_estimators=20, random_state=0).fit(X, y)
# %% [predict] #6
rich = rf.predict(test_part)
