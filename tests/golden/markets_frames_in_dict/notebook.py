# %% #i
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split
# %% [load] #l
rng = np.random.default_rng(13)
stalls = pd.DataFrame({"area": rng.gamma(3, 6, 240).round(1), "market": rng.choice(["north", "south", "harbour"], 240), "years": rng.integers(0, 30, 240).astype(float)})
stalls.loc[::9, "years"] = np.nan
stalls["rent"] = (40 + 9 * stalls.area + 25 * (stalls.market == "harbour") + rng.normal(0, 8, 240)).round(0)
# %% [preprocess] #p
train, test = train_test_split(stalls, test_size=0.25, random_state=3)
data = {"train": train, "test": test}
data["train"] = data["train"].fillna({"years": data["train"]["years"].median()})
data["test"] = data["test"].fillna({"years": data["train"]["years"].median()})
for name, frame in data.items():
    print(name, frame.shape, frame.isna().sum().sum())
    frame["log_area"] = np.log(frame["area"])
    frame["is_new"] = (frame["years"] < 2).astype(int)
for part in data:
    data[part] = pd.get_dummies(data[part], columns=["market"], dtype=int)
features = [c for c in data["train"].columns if c != "rent"]
# %% [train] #t
forest = RandomForestRegressor(n_estimators=25, random_state=0)
forest.fit(data["train"][features], data["train"]["rent"])
print("R2", forest.score(data["test"][features], data["test"]["rent"]))
# %% [predict] #q
rent = forest.predict(data["test"][features])
