# %% #imports
import pandas as pd, numpy as np
from collections import Counter
# %% [load] #data
rng = np.random.default_rng(77)
n = 280
cities = ["Kazan", "Omsk", "Perm", "Tomsk", "Tula", "Ufa", "Orsk"]
jobs = pd.DataFrame({
    "city": rng.choice(cities, n, p=[.3, .2, .15, .15, .1, .06, .04]),
    "role": rng.choice(["Analyst", "analyst ", "ML engineer", "Data engineer", "tester"], n),
    "contract": rng.choice(["full", "part", "project"], n),
    "grade": rng.choice(["junior", "middle", "senior"], n),
    "years": rng.integers(0, 15, n),
})
jobs["pay"] = 60 + jobs["years"] * 9 + jobs["role"].str.contains("engineer") * 40 + rng.normal(0, 8, n).round(1)
# %% #eda
jobs.describe()
print(Counter(jobs["role"]).most_common(3))
# %% [preprocess] #flags
jobs["role"] = jobs["role"].str.strip().str.lower()
X = jobs[["years"]].copy()
# one column for each role
for r in jobs["role"].unique():
    X["role_" + r.replace(" ", "_")] = (jobs["role"] == r).astype(int)
# the most frequent cities only
top_cities = list(jobs["city"].value_counts().index[:4])
for c in top_cities:
    X[f"in_{c}"] = np.where(jobs["city"] == c, 1, 0)
# %% [preprocess] #more
short = jobs["contract"].str[:4].str.upper()
kinds = sorted(set(short))
contract = pd.DataFrame({f"contract_{k}": (short == k).astype(int) for k in kinds})
X = pd.concat([X, contract], axis=1)
jobs["level"] = jobs["grade"].str[0]
for col in ["level", "contract"]:
    for i, value in enumerate(jobs[col].unique()):
        X[f"{col}{i}"] = jobs[col].eq(value) * 1.0
X.shape
# %% [train] #fit
from sklearn.linear_model import Ridge
model = Ridge(alpha=1.0)
model.fit(X, jobs["pay"])
# %% [predict] #answer
pay = model.predict(X)
# %% [evaluate] #score
print("MAE", np.abs(pay - jobs["pay"]).mean())
