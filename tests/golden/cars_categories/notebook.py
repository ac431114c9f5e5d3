# %% #imp
import numpy as np
import pandas as pd
# %% [load] #load
rng = np.random.default_rng(5)
cars = pd.DataFrame({
    "make": rng.choice(["audi", "bmw", "fiat", "opel"], 160),
    "fuel": rng.choice(["petrol", "diesel"], 160),
    "sporty": rng.random(160) < 0.4,
    "km": rng.uniform(0, 2e5, 160).round(),
    "price": rng.uniform(1e3, 4e4, 160).round(),
})
# %% [preprocess] #codes
cars["make"] = cars["make"].astype("category").cat.codes
cars["fuel"] = cars["fuel"].str.upper().map({"PETROL": 0, "DIESEL": 1})
share = cars["fuel"].value_counts(normalize=True)
cars["fuel_share"] = cars["fuel"].map(share)
cars["band"] = pd.cut(cars["km"], [-1, 50_000, 100_000, 1e9], labels=["low", "mid", "high"])
cars = pd.get_dummies(cars, columns=["band"])
X = cars.drop("price", axis=1)
y = cars["price"]
# %% [train] #fit
from sklearn.ensemble import GradientBoostingRegressor
model = GradientBoostingRegressor(n_estimators=10, random_state=0).fit(X, y)
# %% [predict] #ask
price = pd.Series(model.predict(X)).round()
