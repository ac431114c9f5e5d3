# %% [load] #loans
import pandas as pd
import numpy as np
rng = np.random.default_rng(5)
loans = pd.DataFrame({"income": rng.gamma(4, 900, 250).round(0), "debt": rng.gamma(2, 500, 250).round(0), "years": rng.integers(0, 30, 250), "grade": rng.choice(list("ABC"), 250)})
loans["default"] = (rng.random(250) < 1 / (1 + np.exp(-(loans.debt / loans.income * 3 - 2)))).astype(int)
loans.loc[3::20, "income"] = np.nan
# %% [preprocess] #p
loans.income = loans.income.fillna(loans.income.mean())
loans.debt = loans.debt.clip(upper=loans.debt.quantile(.95))
loans["ratio"] = ratio = loans.debt / loans.income
loans.years += 1
loans.ratio *= 100
a = b = loans["years"].max()
loans["tenure"] = loans.years / a
grades = {"A": 0, "B": 1, "C": 2}
loans.grade = loans.grade.map(grades)
loans["risky"] = np.where(loans.ratio > loans.ratio.mean(), 1, 0)
mu, *_ , top = loans["ratio"].mean(), 0, 0, loans["ratio"].max()
loans["rel"] = (loans["ratio"] - mu) / top
feats = loans.columns.drop("default")
X, y = loans[feats], loans.default
# %% [train] #fit
from sklearn.linear_model import LogisticRegression
lr = LogisticRegression(max_iter=3000).fit(X, y)
# %% [predict] #ask
p = lr.predict_proba(X)[:, 1]
