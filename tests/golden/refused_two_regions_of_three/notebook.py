# %% #a
import numpy as np, pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #b
rng = np.random.default_rng(40)
flats = pd.DataFrame({"region": rng.choice(["coast", "hills", "city"], 140), "m2": rng.integers(25, 160, 140)})
flats["rent"] = (flats["m2"] * 11 + rng.normal(0, 60, 140)).round()
# %% [preprocess] #c
coast = flats[flats["region"] == "coast"]
hills = flats[flats["region"] == "hills"]
holiday = pd.concat([coast, hills])
X = holiday[["m2"]]
# %% [train] #d
model = LinearRegression().fit(X, holiday["rent"])
# %% [predict] #e
rent = model.predict(X)
