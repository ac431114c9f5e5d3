# %% #imports
import pandas as pd, numpy as np
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.preprocessing import LabelEncoder
# %% [load] #load
rng = np.random.default_rng(12)
cars = pd.DataFrame({"brand": rng.choice(["Maruti", "Honda", "Hyundai"], 200), "year": rng.integers(2005, 2021, 200),
    "km_driven": rng.integers(2000, 180000, 200), "fuel": rng.choice(["Petrol", "Diesel", "CNG"], 200)})
cars["selling_price"] = ((cars.year - 2000) * 30000 - cars.km_driven * 0.4 + rng.normal(0, 20000, 200)).round()
# %% [preprocess] #enc
cars["age"] = 2021 - cars["year"]
cars.drop("year", axis=1, inplace=True)
le = LabelEncoder()
cars["brand"] = le.fit_transform(cars["brand"])
cars["fuel"] = cars["fuel"].replace({"Petrol": 0, "Diesel": 1, "CNG": 2})
# %% [train] #fit
X = cars.drop(columns=["selling_price"])
y = cars["selling_price"]
gbr = GradientBoostingRegressor(n_estimators=30, random_state=0).fit(X, y)
gbr.score(X, y)
# %% [predict] #ask
new_car = pd.DataFrame({
    "brand": [1],
    "km_driven": [45000],
    "fuel": [1],
    "age": [6],
})
price = gbr.predict(new_car[X.columns])
price[0]
