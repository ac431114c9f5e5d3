# %% #i
import pandas as pd
import numpy as np
# %% [load] #d
rng = np.random.default_rng(55)
n = 220
flats = pd.DataFrame({
    "rooms": rng.integers(1, 6, n), "m2": rng.normal(70, 20, n).round(1), "floor": rng.integers(0, 9, n).astype(float),
    "heating": rng.choice(["gas", "oil", "district"], n), "balcony": rng.choice(["yes", "no", None], n, p=[.5, .4, .1]),
    "note": [None] * n, "size": rng.choice(["10x20", "7x9", "12x8"], n), "code": rng.choice(["A", "B"], n),
})
flats["rent"] = (flats.m2 * 12 + flats.rooms * 30 + rng.normal(0, 20, n)).round()
flats.loc[rng.random(n) < .1, "floor"] = np.nan
flats.info()
# %% [preprocess] #p
flats = flats.dropna(axis=1, how="all")
cat_cols = [c for c in flats.columns if not pd.api.types.is_numeric_dtype(flats[c])]
num_cols = flats.select_dtypes(include=np.number).columns
for c in cat_cols:
    flats[c] = flats[c].fillna(flats[c].mode()[0])
flats[num_cols] = flats[num_cols].fillna(flats[num_cols].median())
flats[["w", "h"]] = flats["size"].str.split("x", expand=True)
flats["w"] = flats["w"].astype(int)
flats["h"] = pd.to_numeric(flats["h"])
flats = flats.drop(columns=["size", "code"])
print(cat_cols, list(num_cols))
# skewed columns
skewed = flats.select_dtypes("number").drop(columns="rent").skew()
for c in skewed[skewed.abs() > 0.2].index:
    flats[c] = np.log1p(flats[c])
# %% [preprocess] #q
flats = pd.get_dummies(flats, columns=["heating", "balcony"], drop_first=True)
X = flats.drop("rent", axis=1)
y = flats["rent"]
# %% [train] #t
from sklearn.linear_model import LinearRegression
reg = LinearRegression()
reg.fit(X, y)
# %% [predict] #r
y_pred = reg.predict(X)
# %% #s
pd.DataFrame({"y": y, "p": y_pred}).head()
