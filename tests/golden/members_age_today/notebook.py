# %% [markdown]
# # Ages and months since joining, counted from today
# %% #imp
import numpy as np
import pandas as pd
import datetime as dt
from datetime import datetime
import matplotlib.pyplot as plt
# %% [load] #load
rng = np.random.default_rng(21)
n = 180
members = pd.DataFrame({
    "born": pd.to_datetime("1950-01-01") + pd.to_timedelta(rng.integers(0, 18000, n), unit="D"),
    "joined": pd.to_datetime("2015-01-01") + pd.to_timedelta(rng.integers(0, 3000, n), unit="D"),
    "plan": rng.choice(["day", "night", "all"], n, p=[0.5, 0.2, 0.3]),
    "visits": rng.poisson(6, n),
})
members["left"] = (rng.random(n) < 0.2 + 0.02 * (members["visits"] < 4)).astype(int)
# %% #look
members.head()
# %% #clock
now = datetime.now()
this_year = dt.date.today().year
# %% [preprocess] #ages
def months_since(day, at):
    """Full months, roughly."""
    return (at - day).days // 30

# everything is counted from the day of the run
members["age"] = this_year - members["born"].dt.year
members["months"] = members["joined"].apply(lambda day: months_since(day, now))
members["senior"] = members["born"].apply(lambda day: datetime.now().year - day.year >= 60)
members["per_month"] = members["visits"] / (members["months"] + 1)
print(members[["age", "months"]].describe())
X = pd.get_dummies(members.drop(columns=["born", "joined", "left"]), columns=["plan"])
y = members["left"]
# %% [train] #fit
from sklearn.linear_model import LogisticRegression
model = LogisticRegression(max_iter=2000).fit(X, y)
# %% #plot
plt.hist(model.predict_proba(X)[:, 1]); plt.show()
# %% [predict] #ask
leaves = model.predict_proba(X)[:, 1].round(4)
