# %% #setup
import numpy as np
import pandas as pd
import matplotlib
# %% [load] #load
rng = np.random.default_rng(21)
train = pd.DataFrame({
    "Id": np.arange(1, 261),
    "Neighborhood": rng.choice(["NAmes", "CollgCr", "OldTown", "Edwards"], 260),
    "Zone": rng.choice(["RL", "RM"], 260),
    "LotFrontage": np.where(rng.random(260) < 0.2, np.nan, rng.normal(70, 20, 260).round()),
    "GarageArea": np.where(rng.random(260) < 0.1, np.nan, rng.normal(480, 200, 260).round()),
    "KitchenQual": rng.choice(["TA", "Gd", "Ex", None], 260, p=[.5, .35, .1, .05]),
    "OverallQual": rng.integers(1, 10, 260),
    "YearBuilt": rng.integers(1900, 2010, 260),
    "PoolQC": np.where(rng.random(260) < 0.97, None, "Gd"),
})
train["SalePrice"] = (train.OverallQual * 25_000 + train.YearBuilt * 30 + rng.normal(0, 9000, 260)).round()
# %% #missing
missing = train.isnull().sum().sort_values(ascending=False)
missing[missing > 0]
# %% [preprocess] #fill
# LotFrontage is much the same within a neighborhood
train["LotFrontage"] = train.groupby("Neighborhood")["LotFrontage"].transform(lambda x: x.fillna(x.median()))
train["GarageArea"] = train["GarageArea"].fillna(train.groupby(["Neighborhood", "Zone"])["GarageArea"].transform("mean"))
train["KitchenQual"] = train["KitchenQual"].fillna(train["KitchenQual"].mode()[0])
# columns that are nearly empty
empty = train.columns[train.isnull().mean() > 0.5]
train = train.drop(columns=empty)
train["QualityOfArea"] = train.groupby("Neighborhood")["OverallQual"].transform("mean")
train["Age"] = 2010 - train["YearBuilt"]
# %% [preprocess] #features
train["KitchenQual"] = train["KitchenQual"].map({"TA": 1, "Gd": 2, "Ex": 3})
train["Neighborhood"] = train["Neighborhood"].astype("category").cat.codes
features = ["LotFrontage", "GarageArea", "KitchenQual", "OverallQual", "Age", "QualityOfArea", "Neighborhood"]
X = train[features]
y = np.log1p(train["SalePrice"])
# %% [train] #fit
from sklearn.ensemble import RandomForestRegressor
rf = RandomForestRegressor(n_estimators=12, random_state=3)
rf.fit(X, y)
# %% #importance
pd.Series(rf.feature_importances_, index=features).sort_values()
# %% [predict] #price
SalePrice = np.expm1(rf.predict(X))
