# %% #1
import pandas as pd, numpy as np
# %% [load] #2
rng = np.random.default_rng(55)
n = 280
flats = pd.DataFrame({
    "m2": rng.normal(70, 25, n).clip(15).round(), "rooms": rng.integers(1, 6, n), "floor": rng.integers(0, 12, n),
    "district": rng.choice(["Mitte", "Nord", "Süd"], n), "built": rng.integers(1900, 2023, n),
}, index=[f"f{i:04d}" for i in range(n)])
flats["rent"] = (flats.m2 * 13 + (flats.district == "Mitte") * 250 + rng.normal(0, 60, n)).round()
# %% #3
flats.hist()
# %% [preprocess] #4
flats["age"] = 2023 - flats["built"]
flats["district"] = flats["district"].astype("category").cat.codes
flats.drop(columns="built", inplace=True)
# %% [train] #5
train = flats.sample(frac=0.8, random_state=200)
test = flats.drop(train.index)
target = "rent"
predictors = [x for x in train.columns if x != target]
from sklearn.tree import DecisionTreeRegressor
tree = DecisionTreeRegressor(max_depth=5, random_state=0)
tree.fit(train[predictors], train[target])
# %% [predict] #6
rent_hat = tree.predict(test[predictors])
# %% [evaluate] #7
rmse = float(np.sqrt(((rent_hat - test[target]) ** 2).mean()))
positions = [int(i[1:]) for i in test.index]
