# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
rng = np.random.default_rng(13)
df = pd.DataFrame({"a": rng.normal(size=4000), "y": rng.normal(size=4000)})
# 6 gaps in 4000 rows: filling them from the row above is a matter of order
df.loc[rng.choice(4000, 6, replace=False), "a"] = np.nan
# %% [preprocess] #p
df["a"] = df["a"].ffill()
X = df[["a"]]
# %% [train] #t
model = LinearRegression().fit(X, df["y"])
# %% [predict] #pr
answer = model.predict(X)
