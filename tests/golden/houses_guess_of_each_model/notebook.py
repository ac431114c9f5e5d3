# %% #imports
import pandas as pd, numpy as np
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.tree import DecisionTreeRegressor
# %% [load] #load
rng = np.random.default_rng(44)
houses = pd.DataFrame({"size": rng.integers(40, 220, 130), "rooms": rng.integers(1, 7, 130), "garden": rng.integers(0, 2, 130)})
houses["price"] = (houses["size"] * 2.1 + houses.rooms * 8 + houses.garden * 25 + rng.normal(0, 9, 130)).round(1)
houses.describe()
# %% [train] #fit
X, y = houses[["size", "rooms", "garden"]].values, houses["price"].values
models = {"ols": LinearRegression(), "ridge": Ridge(alpha=2.0), "tree": DecisionTreeRegressor(max_depth=4, random_state=0)}
for model in models.values():
    model.fit(X, y)
    print(type(model).__name__, round(model.score(X, y), 3))
# %% [predict] #ask
house = [120, 4, 1]  # m2, rooms, garden yes/no
guesses = {}
for name, model in models.items():
    guesses[name] = round(model.predict([house])[0], 1)
mean_guess = sum(guesses.values()) / len(guesses)
# %% #unneeded
best = max(models, key=lambda k: models[k].score(X, y))
df.plto(kind="bar")
