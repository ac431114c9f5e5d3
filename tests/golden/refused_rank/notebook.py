# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
df = pd.DataFrame({"age": np.arange(80.0) ** 1.5, "y": np.arange(80.0)})
# %% [preprocess] #p
df["rank"] = df["age"].rank()
X = df[["rank"]]
# %% [train] #t
model = LinearRegression().fit(X, df["y"])
# %% [predict] #pr
answer = model.predict(X)
