# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
people = pd.DataFrame({"age": np.arange(80.0), "y": np.arange(80.0)})
weather = pd.DataFrame({"rain": np.arange(80.0) % 7})
# %% [preprocess] #p
X = pd.concat([people[["age"]], weather], axis=1)
# %% [train] #t
model = LinearRegression().fit(X, people["y"])
# %% [predict] #pr
answer = model.predict(X)
