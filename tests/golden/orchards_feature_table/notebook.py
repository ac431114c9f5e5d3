# %% [markdown]
# # Apple yields: features from a table of functions
# %% [load] #load
import numpy as np
import pandas as pd
rng = np.random.default_rng(40)
n = 190
trees = pd.DataFrame({"age": rng.integers(2, 30, n), "height": rng.normal(3.4, 0.8, n).round(2), "rain": rng.normal(600, 90, n).round(), "note": rng.choice(["pruned; healthy", "not pruned", "healthy", "sick"], n)})
trees["kg"] = (trees.height * 12 + trees.rain / 30 - (trees.age - 12) ** 2 / 8 + trees.note.str.contains("healthy") * 9 + rng.normal(0, 3, n)).round(1)
# %% #look
trees.describe().T
# %% [preprocess] #features
make = {
    "dry": lambda d: (d["rain"] < 520).astype(int),
    "slender": lambda d: d["height"] / np.sqrt(d["age"]),
    "prime": lambda d: d["age"].between(8, 18).astype(int),
}
scales = {"root": np.sqrt, "square": lambda v: v ** 2}
for name, f in make.items():
    trees[name] = f(trees)
    print(name, trees[name].mean())
trees["age2"] = scales["square"](trees["age"])
trees["rain"] = trees["rain"].apply(scales["root"])
if "note" in trees.columns:
    # words -> a small number
    def health(text):
        score = 0
        for word in text.split(";"):
            score += {"healthy": 2, "pruned": 1, "sick": -2}.get(word.strip(), 0)
        return score

    trees["health"] = trees["note"].map(health)
    trees = trees.drop(columns=["note"])
# %% [train] #fit
from sklearn.ensemble import RandomForestRegressor
X, y = trees.drop("kg", axis=1), trees["kg"]
forest = RandomForestRegressor(n_estimators=20, random_state=3).fit(X, y)
# %% [predict] #ask
kg = forest.predict(X)
