# %% #a
import pandas as pd, numpy as np
from sklearn.tree import DecisionTreeRegressor
# %% [load] #b
rng = np.random.default_rng(30)
trips = pd.DataFrame({"station": rng.choice(["Alby", "Borg", "Carl"], 120), "minutes": rng.integers(3, 60, 120)})
trips["fare"] = (2 + trips["minutes"] * 0.3 + rng.normal(0, 0.5, 120)).round(1)
# %% #c
stations = pd.DataFrame({"station": ["Alby", "Borg", "Carl", "Dala", "Dala"], "altitude": [12, 40, 8, 3, 5]})
# %% [preprocess] #d
trips = trips.merge(stations, on="station", how="inner")
X = trips[["minutes", "altitude"]]
# %% [train] #e
tree = DecisionTreeRegressor(max_depth=4, random_state=0).fit(X, trips["fare"])
# %% [predict] #f
fare = tree.predict(X)
