# %% #setup
import pandas as pd
import numpy as np
import matplotlib.pyplot as plt
from sklearn.ensemble import RandomForestRegressor
# %% [load] #rides
rng = np.random.default_rng(77)
n = 400
cabs = pd.DataFrame({
    "ride_id": np.arange(n) + 5000,
    "pickup": pd.Timestamp("2022-06-01") + pd.to_timedelta(rng.integers(0, 60 * 24 * 20, n), unit="min"),
    "company": rng.choice(["Metro", "metro", "Blue Line", "blue line", "Otto"], n),
    "metres": rng.gamma(3, 1800, n).round(),
    "payment": rng.choice(["card", "cash", "app"], n, p=[0.5, 0.3, 0.2]),
    "tolls": np.where(rng.random(n) < 0.12, np.nan, rng.choice([0.0, 2.5, 6.0], n)),
})
cabs["minutes"] = (cabs.metres / 420 + (cabs.company.str.lower() == "metro") * 3 + rng.normal(6, 2, n)).round(1)
cabs.head()
# %% #look
cabs.describe()
print(cabs.isna().sum())
# %% #split
from sklearn.model_selection import train_test_split
train, test = train_test_split(cabs, test_size=0.2, random_state=3)
train = train.copy()
test = test.copy()
# %% [preprocess] #train-features
# cleaning, training data
train = train[train["minutes"] < 60]
train["company"] = train["company"].str.lower().str.strip()
train["km"] = train["metres"] / 1000
train["hour"] = train["pickup"].dt.hour
train["rush"] = train["hour"].between(7, 9).astype(int)
train["tolls"] = train["tolls"].fillna(train["tolls"].median())
pay_codes = {"card": 0, "cash": 1, "app": 2}
train["pay"] = train["payment"].map(pay_codes)
train["log_minutes"] = np.log1p(train["minutes"])
companies = {name: i for i, name in enumerate(sorted(train["company"].unique()))}
train["company"] = train["company"].map(companies).fillna(-1)
train["per_km"] = train["tolls"] / (train.km + 1)
# %% #plot
plt.hist(train["km"], bins=20)
plt.close()
# %% [preprocess] #test-features
# same for test
test["company"] = test["company"].str.strip()
test["km"] = test["metres"] / 1000
test["hour"] = test["pickup"].dt.hour
test["rush"] = test["hour"].between(7, 10).astype(int)
test["tolls"] = test["tolls"].fillna(test["tolls"].median())
test_codes = {"card": 0, "cash": 2, "app": 1}
test["pay"] = test["payment"].map(test_codes)
test["company"] = test["company"].map(companies).fillna(-1)
test["per_km"] = test["tolls"] / (test.km + 1)
# %% [train] #forest
features = ["company", "km", "hour", "rush", "tolls", "pay", "per_km"]
forest = RandomForestRegressor(n_estimators=20, random_state=5)
forest.fit(train[features], train["log_minutes"])
# %% [predict] #minutes
minutes = np.expm1(forest.predict(test[features])).round(1)
# %% [evaluate] #error
mae = np.abs(minutes - test["minutes"]).mean()
print("mean error", mae)
