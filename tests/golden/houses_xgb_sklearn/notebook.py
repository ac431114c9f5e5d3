# %% #i
import numpy as np
import pandas as pd
from xgboost import XGBRegressor
from sklearn.preprocessing import OrdinalEncoder
from sklearn.model_selection import train_test_split
# %% [load] #l
rng = np.random.default_rng(8)
n = 260
houses = pd.DataFrame({"area": rng.normal(110, 30, n).round(1), "rooms": rng.integers(1, 8, n), "year": rng.integers(1900, 2020, n),
                       "zone": rng.choice(["A", "B", "C"], n), "garage": rng.choice([0, 1, np.nan], n)})
houses["price"] = houses.area * 2000 + houses.rooms * 5000 + (houses.zone == "A") * 40000 + rng.normal(0, 10000, n)
# %% [preprocess] #p
houses["age"] = 2024 - houses["year"]
enc = OrdinalEncoder()
houses[["zone"]] = enc.fit_transform(houses[["zone"]])
X = houses.drop(["price", "year"], axis=1)
y = np.log1p(houses["price"])
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
# %% [train] #t
model = XGBRegressor(n_estimators=40, learning_rate=0.2, max_depth=3, early_stopping_rounds=5, random_state=0, n_jobs=1)
model.fit(X_train, y_train, eval_set=[(X_test, y_test)], verbose=False)
model.best_iteration
# %% [predict] #q
y_pred = np.expm1(model.predict(X_test))
# %% [evaluate] #e
rmse = float(np.sqrt(np.mean((y_pred - np.expm1(y_test)) ** 2)))
