# %% #imports
from math import *
from sklearn.preprocessing import *
from sklearn.linear_model import *
from cleaning import *
import numpy as np
from pandas import *
# %% [load] #diamonds
rng = np.random.default_rng(21)
stones = DataFrame({"carat": rng.gamma(3, .3, 220).round(2), "depth": rng.normal(61, 1.5, 220).round(1), "table": rng.normal(57, 2, 220).round(0), "cut": rng.choice(["Fair", "Good", "Ideal"], 220)})
stones["price"] = (np.exp(stones.carat) * 900 + stones["cut"].map({"Fair": 0, "Good": 150, "Ideal": 400}) + rng.normal(0, 60, 220)).round(0)
# %% [preprocess] #p
stones["log_carat"] = [log(c) if c > 0 else 0.0 for c in stones["carat"]]
stones["angle"] = stones["depth"].map(lambda d: sin(d * pi / 180))
scaler = StandardScaler()
stones[COLUMNS] = scaler.fit_transform(stones[COLUMNS])
stones["cut"] = LabelEncoder().fit_transform(stones["cut"])
features = shrink(stones.drop(columns="price"))
features["top"] = MinMaxScaler().fit_transform(features[["carat"]])
# %% [train] #t
model = Ridge(alpha=.5).fit(features, stones["price"])
# %% [predict] #ask
price = model.predict(features)
