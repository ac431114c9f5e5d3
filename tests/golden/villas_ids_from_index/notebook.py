# %% [markdown]
# # House prices, submission with the index as Id
# %% #imp
import numpy as np, pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
# %% [load] #load
rng = np.random.default_rng(9)
n = 210
houses = pd.DataFrame({"LotArea": rng.normal(9000, 2500, n).round(), "OverallQual": rng.integers(2, 10, n), "GarageCars": rng.choice([0, 1, 2, np.nan], n, p=[0.2, 0.4, 0.35, 0.05]), "YearBuilt": rng.integers(1930, 2011, n)})
houses["SalePrice"] = (houses.LotArea * 4 + houses.OverallQual * 18000 + (houses.YearBuilt - 1930) * 300 + rng.normal(0, 9000, n)).round(-2)
# %% #first
houses.head(10)
houses["SalePrice"].describe()
# %% [preprocess] #prep
cols = ["LotArea", "OverallQual", "GarageCars", "YearBuilt"]
X = houses[cols]
y = houses.SalePrice
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
imp = SimpleImputer(strategy="median")
Xt = imp.fit_transform(X_train)
Xv = imp.transform(X_test)
# %% [train] #fit
from xgboost import XGBRegressor
xgb = XGBRegressor(n_estimators=60, max_depth=3, learning_rate=0.15, n_jobs=1)
xgb.fit(Xt, np.log1p(y_train))
# %% [predict] #sub
preds = np.expm1(xgb.predict(Xv))
output = pd.DataFrame(data={"Id": X_test.index, "SalePrice": preds.round(0)})
output.head()
# %% [report] #save
output.to_csv("/tmp/submission.csv", index=False)
print("saved!")
