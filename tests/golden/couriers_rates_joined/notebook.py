# %% #imports
import numpy as np, pandas as pd
import matplotlib.pyplot as plt

# %% [load] #orders
rng = np.random.default_rng(31)
n = 300
orders = pd.DataFrame({
    "order_id": np.arange(1000, 1000 + n),
    "zone": rng.choice(["N1", "N2", "E4", "S9", "W3"], n, p=[.3, .25, .25, .15, .05]),
    "km": rng.gamma(3, 2.0, n).round(1),
    "parcels": rng.integers(1, 6, n),
})
orders["minutes"] = (9 + 2.4 * orders.km + 3 * orders.parcels + rng.normal(0, 4, n)).round(1)
orders.head()

# %% #rates
# zone rates, typed off the wall chart (W3 has no rate, it is served by partners)
rates = pd.DataFrame({"zone": ["N1", "N2", "E4", "S9"], "traffic": [1.3, 1.1, 0.9, 1.6], "hub_km": [2, 5, 9, 12]})
rates

# %% [preprocess] #join
df = orders.merge(rates, on="zone")
print(len(orders), "->", len(df))
df["load"] = df["km"] * df["traffic"]
df = df.drop("order_id", axis=1)
X = df[["km", "parcels", "traffic", "hub_km", "load"]]
y = df["minutes"]

# %% #plot
plt.scatter(df["load"], df["minutes"], s=4); plt.show()

# %% [train] #fit
from sklearn.ensemble import RandomForestRegressor
rf = RandomForestRegressor(n_estimators=25, random_state=1)
rf.fit(X, y)

# %% [predict] #predict
eta = rf.predict(X)
late = eta > 45

# %% [evaluate] #r2
r2 = rf.score(X, y)

# %% #which
# rows of orders that have a rate
positions = np.flatnonzero(orders["zone"].isin(rates["zone"]))
