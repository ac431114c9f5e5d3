# %% #imports
import numpy as np, pandas as pd
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.model_selection import train_test_split
# %% [load] #load
rng = np.random.default_rng(14)
rents = pd.DataFrame({"id": np.arange(5000, 5220), "rooms": rng.integers(1, 6, 220), "m2": rng.normal(60, 20, 220).round(1), "district": rng.choice(["Mitte", "Nord", "Süd"], 220)})
rents["rent"] = (rents.m2 * 14 + rents.rooms * 50 + rng.normal(0, 30, 220)).round(2)
# %% [preprocess] #prep
df = rents.copy()
df["m2_per_room"] = df["m2"] / df["rooms"]
df["district"] = df["district"].astype("category").cat.codes
train, test = train_test_split(df, test_size=0.3, random_state=7)
feats = ["rooms", "m2", "district", "m2_per_room"]
# %% [train] #fit
y = np.log1p(train["rent"])
reg = ExtraTreesRegressor(n_estimators=15, random_state=0)
reg.fit(train[feats], y)
# %% [predict] #ask
p = np.expm1(reg.predict(test[feats])).round(2)
submission = pd.DataFrame({"id": test.id, "rent_pred": p})
submission.head()
# %% [report] #save
submission.to_csv("/tmp/submission.csv", index=False)
