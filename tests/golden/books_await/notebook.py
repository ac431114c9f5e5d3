# %% #helpers
import asyncio
import numpy as np
import pandas as pd

async def fetch(n):
    await asyncio.sleep(0)
    rng = np.random.default_rng(n)
    return pd.DataFrame({"pages": rng.integers(50, 900, n), "year": rng.integers(1950, 2020, n)})
# %% [load] #books
books = await fetch(150)
books["loans"] = books["pages"] // 40 + (books["year"] - 1950) // 10
# %% [preprocess] #p
books["old"] = (books["year"] < books["year"].median()).astype(int)
X = books[["pages", "old"]]
# %% [train] #t
from sklearn.linear_model import LinearRegression
reg = LinearRegression().fit(X, books["loans"])
# %% [predict] #ask
loans = reg.predict(X)
