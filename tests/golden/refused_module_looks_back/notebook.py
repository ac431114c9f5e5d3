# %% #setup
import sys
sys.path.append(".")
import numpy as np
import pandas as pd
import features
from features import *
from sklearn.linear_model import LinearRegression

# %% [load] #shops
rng = np.random.default_rng(31)
shops = pd.DataFrame({"visitors": rng.integers(50, 400, 110), "staff": rng.integers(1, 9, 110)})
shops["sales"] = shops["visitors"] * 7.5 + shops["staff"] * 40 + rng.normal(0, 60, 110)

# %% #look
shops.plot(x="visitors", y="sales", kind="scatter")

# %% [preprocess] #prepare
shops = add_history(shops)
shops["staff_j"] = shops["staff"].apply(features.jitter)
X = shops[["smooth", "staff_j", "staff"]]

# %% [train] #fit
model = LinearRegression().fit(X, shops["sales"])

# %% [predict] #ask
expected = model.predict(X)
