# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
rng = np.random.default_rng(12)
meters = pd.DataFrame({"a": rng.normal(size=5000).round(3), "b": rng.normal(size=5000).round(3)})
meters["use"] = meters["a"] * 2 + meters["b"]
# 9 of 5000 rows are out of range: no small sample of rows shows them
meters.loc[rng.choice(5000, 9, replace=False), "a"] = 9999.0
# %% [preprocess] #mend
meters.loc[meters["a"] > 100, "a"] = 0
# %% [train] #fit
model = LinearRegression().fit(meters[["a", "b"]], meters["use"])
# %% [predict] #ask
model.predict(meters[["a", "b"]])
