# %% [markdown]
# # Delivery times: the small tables stand first in the join
# %% [load] #load
import numpy as np, pandas as pd
rng = np.random.default_rng(29)
n = 200
orders = pd.DataFrame({"order_id": np.arange(n), "zone": rng.choice(["A", "B", "C"], n), "van": rng.choice(["small", "large"], n), "items": rng.poisson(4, n) + 1})
orders["minutes"] = (12 + orders["items"] * 2 + (orders["zone"] == "C") * 9 + (orders["van"] == "large") * 3 + rng.normal(0, 1.5, n)).round(1)
# %% #tables
zones = pd.DataFrame({"zone": ["C", "A", "B"], "km": [11.5, 2.0, 5.5], "stairs": [1, 0, 1]})
vans = pd.DataFrame([["large", 12], ["small", 4]], columns=["van", "boxes"])
# %% [preprocess] #join
df = pd.merge(zones, orders, on="zone")          # sorted by zone now, who cares
df = pd.merge(vans, df, how="right", on="van")
df["full"] = df["items"] / df["boxes"]
df.head()
df.groupby("zone")["minutes"].mean()
# %% [preprocess] #xy
X = df[["km", "stairs", "items", "full"]]
y = df["minutes"]
# %% [train] #fit
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
knn = make_pipeline(StandardScaler(), KNeighborsRegressor(n_neighbors=7))
knn.fit(X, y)
print(knn.score(X, y))
# %% [predict] #ask
eta = knn.predict(X)
# %% #which
positions = df["order_id"].to_numpy()
