# %% #a
import pandas as pd, numpy as np
from sklearn.model_selection import train_test_split
# %% [load] #b
rng = np.random.default_rng(11)
n = 300
rides = pd.DataFrame({
    "pickup": pd.Timestamp("2023-03-01") + pd.to_timedelta(rng.integers(0, 60 * 24 * 30, n), unit="min"),
    "distance": rng.gamma(2, 2.5, n).round(2),
    "passengers": rng.integers(1, 6, n),
    "payment": rng.choice(["card", "cash", None], n, p=[0.6, 0.3, 0.1]),
    "zone": rng.choice(["north", "south", "east", "west"], n),
})
rides["fare"] = (3 + rides.distance * 2.1 + (rides.zone == "north") * 4 + rng.normal(0, 1, n)).round(2)
# %% #c
rides.describe()
rides.isna().sum()
# %% #d
X = rides.drop(columns=["fare"])
y = rides.fare
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42)
# %% #e
# ---- train ----
X_train = X_train.copy()
X_train["hour"] = X_train["pickup"].dt.hour
X_train["weekend"] = (X_train["pickup"].dt.dayofweek >= 5).astype(int)
X_train["payment"] = X_train["payment"].fillna(X_train["payment"].mode()[0])
X_train["log_dist"] = np.log1p(X_train["distance"])
zone_mean = X_train.groupby("zone")["distance"].mean()
X_train["zone_dist"] = X_train["zone"].map(zone_mean)
X_train = pd.get_dummies(X_train, columns=["payment", "zone"])
X_train = X_train.drop("pickup", axis=1)
# %% #f
# ---- the same for test ----
X_test = X_test.copy()
X_test["hour"] = X_test["pickup"].dt.hour
X_test["weekend"] = (X_test["pickup"].dt.dayofweek >= 5).astype(int)
X_test["payment"] = X_test["payment"].fillna(X_test["payment"].mode()[0])
X_test["log_dist"] = np.log1p(X_test["distance"])
X_test["zone_dist"] = X_test["zone"].map(zone_mean)
X_test = pd.get_dummies(X_test, columns=["payment", "zone"])
X_test = X_test.drop("pickup", axis=1)
# missing dummy columns get zero
for col in X_train.columns:
    if col not in X_test.columns:
        X_test[col] = 0
X_test = X_test[X_train.columns]
# %% [train] #g
from sklearn.ensemble import GradientBoostingRegressor
gbr = GradientBoostingRegressor(n_estimators=30, random_state=1)
gbr.fit(X_train, y_train)
# %% [predict] #h
fare = gbr.predict(X_test)
# %% [evaluate] #i
mae = np.abs(fare - y_test).mean()
