# %% #imports
import numpy as np, pandas as pd
from sklearn.linear_model import LogisticRegression

# %% [load] #load
rng = np.random.default_rng(3)
n = 180
survey = pd.DataFrame({
    "satisfied": rng.choice(["yes", "no"], n),
    "visits": rng.poisson(4, n),
    "shop": rng.choice(["online", "street"], n),
    "since": pd.Series(pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 900, n), unit="D")).dt.strftime("%Y-%m-%d"),
})
survey["returns"] = ((survey.satisfied == "yes") * 1.2 + survey.visits * 0.2 + rng.normal(0, 0.5, n) > 1.4).astype(int)

# %% #quick look
survey.groupby("shop").returns.mean()

# %% [preprocess] #prepare
# yes/no answers become numbers, then dummies for what is left
survey["satisfied"] = survey["satisfied"].replace({"yes": 1, "no": 0})
seconds = pd.to_datetime(survey["since"]).astype("int64") // 10**9
survey["years"] = (pd.Timestamp("2024-01-01").timestamp() - seconds) / (365 * 24 * 3600)
X = pd.get_dummies(survey.drop(columns=["returns", "since"]))
print(X.columns.tolist())

# %% [train] #train
clf = LogisticRegression(max_iter=500)
clf.fit(X, survey["returns"])

# %% [predict] #predict
answer = clf.predict_proba(X)[:, 1]
