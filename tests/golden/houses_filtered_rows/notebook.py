# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
rng = np.random.default_rng(10)
houses = pd.DataFrame({
    "area": np.where(rng.random(200) < 0.1, np.nan, rng.uniform(20, 300, 200).round()),
    "rooms": rng.integers(0, 9, 200),
    "price": rng.uniform(50, 900, 200).round(),
})
# %% [preprocess] #filter
houses = houses[houses["price"] < houses["price"].quantile(0.95)]
houses = houses[houses["rooms"] > 0]
houses = houses.dropna()
houses["per_room"] = houses["area"] / houses["rooms"]
X = houses[["area", "per_room"]]
y = houses["price"]
positions = houses.index
# %% [train] #fit
model = LinearRegression().fit(X, y)
# %% [predict] #ask
price = model.predict(X)
