# %% #imports
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
rng = np.random.default_rng(6)
runs = pd.DataFrame({
    "race": rng.choice(["spring", "autumn", "city"], 90),
    "age": rng.integers(18, 60, 90),
    "training_km": rng.gamma(3, 15, 90).round(1),
})
runs["minutes"] = 70 - runs.training_km * 0.2 + runs.age * 0.3 + rng.normal(0, 2, 90)
# %% [preprocess] #rank
# how much somebody trained among those of the same race
runs["place"] = runs.groupby("race")["training_km"].transform("rank")
X = runs[["age", "place"]]
# %% [train] #fit
lm = LinearRegression().fit(X, runs["minutes"])
# %% [predict] #ask
minutes = lm.predict(X)
