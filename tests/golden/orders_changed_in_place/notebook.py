# %% #imp
import numpy as np
import pandas as pd
# %% [load] #load
rng = np.random.default_rng(2)
orders = pd.DataFrame({
    "Order Value": rng.uniform(1, 500, 150).round(2),
    "items": rng.integers(1, 9, 150),
    "weight": np.where(rng.random(150) < 0.2, np.nan, rng.uniform(0.1, 30, 150)),
    "express": rng.random(150) < 0.3,
    "note": rng.choice(["", "fragile", "gift"], 150),
    "warehouse": rng.choice(["A", "B"], 150),
})
orders["days"] = (orders["weight"].fillna(3) / 10 + orders["items"] - orders["express"] * 2 + 3).round(1)
# %% [preprocess] #edit
orders.rename(columns={"Order Value": "value"}, inplace=True)
orders.loc[orders["weight"].isna(), "weight"] = 3
orders.loc[orders["value"] > 400, "value"] = 400
orders.insert(0, "per_item", orders["value"] / orders["items"])
orders["express"] = orders["express"].astype(int)
orders["warehouse"] = orders["warehouse"].map({"A": 0, "B": 1})
orders["value"] += 1
del orders["note"]
orders.info()
# %% [preprocess] #features
features = ["per_item", "value", "weight", "express", "warehouse"]
X = orders[features]
X = X.assign(heavy=X["weight"] > 20)
y = orders["days"]
# %% [train] #fit
from sklearn.tree import DecisionTreeRegressor
model = DecisionTreeRegressor(max_depth=4, random_state=0).fit(X, y)
# %% [predict] #ask
days = np.round(model.predict(X), 1)
late = np.where(days > 6, "late", "in time")
