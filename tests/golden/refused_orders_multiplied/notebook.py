# %% #a
import pandas as pd, numpy as np
from sklearn.linear_model import LinearRegression
# %% [load] #b
rng = np.random.default_rng(3)
baskets = pd.DataFrame({"basket": np.arange(90), "store": rng.choice(["Mitte", "Nord", "Hafen"], 90), "items": rng.integers(1, 12, 90)})
baskets["paid"] = (baskets["items"] * 4.2 + rng.normal(0, 2, 90)).round(2)
# %% #c
# Öffnungszeiten: zwei Zeilen je Filiale, wenn sie auch sonntags auf hat
hours = pd.DataFrame({"store": ["Mitte", "Mitte", "Nord", "Hafen", "Hafen"], "open": [12, 6, 10, 14, 8]})
# %% [preprocess] #d
table = pd.merge(baskets, hours, on="store", how="left")
table["per_hour"] = table["items"] / table["open"]
X = table[["items", "per_hour"]]
# %% [train] #e
model = LinearRegression().fit(X, table["paid"])
# %% [predict] #f
paid = model.predict(X)
