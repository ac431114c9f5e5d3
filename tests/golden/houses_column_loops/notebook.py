# %% #1
import pandas as pd
import numpy as np
# %% [load] #2
rng = np.random.default_rng(6)
n = 260
houses = pd.DataFrame({
    "LotArea": rng.lognormal(9, 0.4, n).round(), "GrLiv": rng.lognormal(7.2, 0.3, n).round(), "Garage": np.where(rng.random(n) < 0.1, np.nan, rng.integers(0, 4, n)),
    "Street": rng.choice(["Pave", "Grvl"], n, p=[0.9, 0.1]), "Zone": rng.choice(["RL", "RM", "FV", "C"], n, p=[0.6, 0.25, 0.1, 0.05]),
    "Id": np.arange(n), "SalePrice": 0,
})
houses["SalePrice"] = (houses.GrLiv * 90 + houses.LotArea * 2 + (houses.Zone == "RL") * 15000 + rng.normal(0, 9000, n)).round().astype(int)
# %% #3
houses.head()
# %% #4
from sklearn.preprocessing import LabelEncoder
for col in houses.columns:
    if houses[col].dtype == object or str(houses[col].dtype) in ("str", "string"):
        le = LabelEncoder()
        houses[col] = le.fit_transform(houses[col].astype(str))
    else:
        houses[col] = houses[col].fillna(houses[col].median())
# skewed ones
numeric = houses.select_dtypes(include=[np.number]).columns
skewed = houses[numeric].skew()
skewed = skewed[skewed > 0.5].index
houses[skewed] = np.log1p(houses[skewed])
# %% #5
feats = houses.columns.difference(["SalePrice", "Id"])
X = houses[feats]
y = houses["SalePrice"]
print(list(skewed))
# %% #6
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=5)
ridge = Ridge().fit(X_train, y_train)
# %% [predict] #7
y_hat = np.expm1(ridge.predict(X_test))
