# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
df = pd.DataFrame({"area": np.arange(20.0, 100.0), "price": np.arange(80.0) ** 1.2 + 3})
# %% [preprocess] #p
df["per_metre"] = df["price"] / df["area"]
X = df[["area", "per_metre"]]
y = df["price"]
# %% [train] #t
model = LinearRegression().fit(X, y)
# %% [predict] #pr
answer = model.predict(X)
