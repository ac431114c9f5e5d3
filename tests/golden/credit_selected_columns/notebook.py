# %% #lib
import numpy as np
import pandas as pd
import matplotlib
# %% [load] #load
rng = np.random.default_rng(77)
n = 320
base = rng.normal(size=(n, 6))
credit = pd.DataFrame(base, columns=["income", "debt", "age", "limit", "late", "visits"])
credit["limit2"] = credit["limit"] * 1.01 + rng.normal(scale=0.01, size=n)
credit["flat"] = 1.0
credit["score"] = 600 + 40 * credit["income"] - 30 * credit["late"] + 5 * credit["age"] + rng.normal(scale=5, size=n)
credit.loc[rng.random(n) < .08, "debt"] = np.nan
# %% #corr
credit.corr()
# %% [preprocess] #select
credit = credit.fillna(credit.mean(numeric_only=True))
corr = credit.drop(columns="score").corr().abs()
upper = corr.where(np.triu(np.ones(corr.shape), k=1).astype(bool))
to_drop = [column for column in upper.columns if any(upper[column] > 0.95)]
print("dropped", to_drop)
credit = credit.drop(columns=to_drop)
# most related to the score
best = credit.corr()["score"].abs().sort_values(ascending=False)
best = best[best > 0.05].index.drop("score")
X = credit[best]
y = credit["score"]
# %% [preprocess] #rfe
from sklearn.feature_selection import RFE, SelectKBest, VarianceThreshold, f_regression
from sklearn.linear_model import LinearRegression
rfe = RFE(LinearRegression(), n_features_to_select=3)
rfe = rfe.fit(X, y)
cols = X.columns[rfe.support_]
X = X[cols]
X = SelectKBest(f_regression, k=2).fit_transform(X, y)
# %% [train] #fit
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
lr = LinearRegression().fit(X_train, y_train)
# %% [predict] #out
predicted = lr.predict(X_test)
positions = credit.index.get_indexer(y_test.index)
# %% [evaluate] #r2
r2 = lr.score(X_test, y_test)
