# %% [markdown]
# Soil samples: scale what needs scaling
# %% [load] #soil
import pandas as pd
import numpy as np

rng = np.random.default_rng(15)
soil = pd.DataFrame({
    "ph": rng.normal(6.5, .8, 200).round(2), "clay": rng.uniform(2, 60, 200).round(1), "field": rng.choice(["N", "S", "W"], 200),
    "moisture": rng.uniform(4, 40, 200).round(1), "depth": rng.choice([10, 20, 40], 200)})
soil["yield_t"] = (soil["ph"] * .4 + soil["moisture"] * .05 + rng.normal(0, .2, 200)).round(2)
soil["stones"] = rng.gamma(2, 3, 200).round(1)   # a share already, is not to be scaled
# %% [preprocess] #scale
skip = ["depth"]
for col in soil.columns:
    if soil[col].dtype.kind not in "if" or col in skip:
        print("leave", col)
        continue
    if col == "yield_t":
        break
    low, high = soil[col].min(), soil[col].max()
    soil[col] = (soil[col] - low) / (high - low)
    soil[col + "_sq"] = soil[col] ** 2
    soil[col].hist()
features = [c for c in soil.columns if c not in ("yield_t", "field")]
# %% [train] #fit
from sklearn.linear_model import Ridge
ridge = Ridge().fit(soil[features], soil["yield_t"])
# %% [predict] #ask
tons = ridge.predict(soil[features])
tons[:5]
