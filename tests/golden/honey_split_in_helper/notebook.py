# %% #imports
import pandas as pd
import numpy as np
import matplotlib.pyplot as plt
from sklearn.model_selection import train_test_split
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
# %% [load] #hives
rng = np.random.default_rng(41)
n = 260
hives = pd.DataFrame({
    "hive": [f"H{i:03d}" for i in range(n)],
    "altitude": rng.integers(80, 1200, n),
    "flora": rng.choice(["lime", "heather", "acacia", "mixed"], n),
    "frames": rng.integers(6, 22, n),
    "mites": np.where(rng.random(n) < 0.1, np.nan, rng.gamma(2, 1.4, n).round(1)),
})
hives["honey"] = (hives.frames * 1.7 - hives.altitude / 300 + (hives.flora == "lime") * 4 + rng.normal(0, 1.5, n)).round(1)
hives.sample(5, random_state=0)
# %% #look
plt.rcParams["figure.figsize"] = (9, 4)
print(hives.groupby("flora")["honey"].mean())
hives.isnull().sum()
# %% [preprocess] #features
hives = hives.drop("hive", axis=1)
hives["flora"] = hives["flora"].map({"mixed": 0, "acacia": 1, "heather": 2, "lime": 3})
hives["high"] = (hives["altitude"] > 700).astype(int)

def split(data, target, size=0.2):
    """Split features and target into train and test."""
    X = data.drop(target, axis=1)
    y = data[target]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=size, random_state=12)
    # gaps get the median of the training rows
    mites = X_train["mites"].median()
    X_train = X_train.fillna({"mites": mites})
    X_test = X_test.fillna({"mites": mites})
    return X_train, X_test, y_train, y_test

X_train, X_test, y_train, y_test = split(hives, "honey", size=0.3)
print(X_train.shape, X_test.shape)
# %% [train] #ridge
ridge = Ridge(alpha=0.5)
ridge.fit(X_train, y_train)
ridge.coef_
# %% [predict] #kilos
kilos = ridge.predict(X_test)
# %% [evaluate] #mae
mae = mean_absolute_error(y_test, kilos)
print(f"MAE: {mae:.2f}")
