# %% [markdown]
# # Sale prices - one file, split by hand, encoded together
# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import Lasso
# %% [load] #load
rng = np.random.default_rng(52)
n = 240
df = pd.DataFrame({
    "Id": np.arange(1, n + 1),
    "Zone": rng.choice(["RL", "RM", "FV", "C"], n, p=[0.55, 0.3, 0.1, 0.05]),
    "Qual": rng.integers(2, 10, n),
    "Area": rng.normal(1500, 400, n).round(),
    "Garage": rng.choice(["Attchd", "Detchd", None], n, p=[0.6, 0.3, 0.1]),
})
df["SalePrice"] = (df.Area * 80 + df.Qual * 14000 + (df.Zone == "FV") * 20000 + rng.normal(0, 8000, n)).round(-2)
# %% #look
df.isnull().mean()
df.corr(numeric_only=True)["SalePrice"]
# %% [preprocess] #split
# pretend the last 60 are the unknown ones
train = df[df["Id"] <= 180].copy()
test = df[df["Id"] > 180].drop("SalePrice", axis=1)
train = train[train["Area"] < 2600]     # two outliers   # training only
ntrain = train.shape[0]
y_train = np.log1p(train["SalePrice"])
test_id = test["Id"]
train.drop(["SalePrice", "Id"], axis=1, inplace=True)
test.drop("Id", axis=1, inplace=True)
# %% [preprocess] #together
all_data = pd.concat((train, test)).reset_index(drop=True)
all_data["Garage"] = all_data["Garage"].fillna("None")
all_data["Qual2"] = all_data["Qual"] ** 2
skew = all_data["Area"].skew()
if abs(skew) > 0.1:
    all_data["Area"] = np.log1p(all_data["Area"])
all_data = pd.get_dummies(all_data)
print("all_data size is : {}".format(all_data.shape))
X_train = all_data[:ntrain]
X_test = all_data[ntrain:]
# %% [train] #fit
lasso = Lasso(alpha=0.0005, random_state=1)
lasso.fit(X_train, y_train)
# %% #coef
pd.Series(lasso.coef_, index=X_train.columns).sort_values().head()
# %% [predict] #ask
sub = pd.DataFrame({"Id": test_id.values, "SalePrice": np.expm1(lasso.predict(X_test)).round(0)})
sub.head()
# %% #which
positions = np.flatnonzero(df["Id"] > 180)
