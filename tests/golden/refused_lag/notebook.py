# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
df = pd.DataFrame({"day": np.arange(80), "load": np.sin(np.arange(80)) + np.arange(80) / 10})
# %% [preprocess] #p
df["yesterday"] = df["load"].shift(1).bfill()
X = df[["day", "yesterday"]]
# %% [train] #t
model = LinearRegression().fit(X, df["load"])
# %% [predict] #pr
answer = model.predict(X)
