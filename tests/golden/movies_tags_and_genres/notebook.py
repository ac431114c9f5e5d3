# %% #imp
import pandas as pd
import numpy as np
from sklearn.preprocessing import MultiLabelBinarizer, PolynomialFeatures
# %% [load] #load
rng = np.random.default_rng(31)
n = 190
genres = ["drama", "comedy", "crime", "war"]
movies = pd.DataFrame({
    "title": [f"Movie {i} ({1950 + i % 60})" for i in range(n)],
    "genres": ["|".join(sorted(rng.choice(genres, rng.integers(1, 4), replace=False))) for _ in range(n)],
    "cast": [", ".join(rng.choice(["Ann", "Bob", "Cid", "Dee"], rng.integers(1, 4), replace=False)) for _ in range(n)],
    "length": rng.normal(105, 20, n).round(),
    "size": rng.choice(["4x3", "16x9", "21x9"], n),
})
movies["rating"] = (5 + movies.genres.str.contains("drama") + movies.length / 100 + rng.normal(0, .3, n)).round(2)
movies.sample(3, random_state=0)
# %% [preprocess] #features
# genres are separated by bars
g = movies["genres"].str.get_dummies(sep="|")
mlb = MultiLabelBinarizer()
cast = pd.DataFrame(mlb.fit_transform(movies["cast"].str.split(", ")), columns=mlb.classes_, index=movies.index)
movies["year"] = movies["title"].str.extract(r"\((\d{4})\)").astype(int)
movies["decade"] = pd.cut(movies["year"], 4, labels=["old", "mid", "newer", "new"])
shape = movies["size"].apply(lambda s: pd.Series([int(p) for p in s.split("x")], index=["w", "h"]))
first = movies["cast"].apply(lambda s: pd.Series(s.split(", ")))
movies["third"] = first[2].notna()
# %% [preprocess] #matrix
poly = PolynomialFeatures(degree=2, include_bias=False)
numbers = poly.fit_transform(movies[["length", "year"]].sub(movies[["length", "year"]].mean()))
X = np.hstack([numbers, g.values, cast.values, shape.values, movies[["third"]].values, pd.get_dummies(movies["decade"]).values])
X = X.astype(float)
print(X.shape)
# %% [train] #fit
from sklearn.linear_model import Ridge
ridge = Ridge(alpha=2.0).fit(X, movies["rating"])
# %% [predict] #ask
score = ridge.predict(X).round(3)
