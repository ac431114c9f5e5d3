# %% [markdown]
# # Taxi tips: how much will the passenger give? 🚕
# %% #setup
%matplotlib inline
%config InlineBackend.figure_format = 'retina'
%load_ext autoreload
%autoreload 2
!pip install -q seaborn
import numpy as np, pandas as pd
import matplotlib.pyplot as plt
%env OMP_NUM_THREADS=2
!ls -la
# %% [load] #rows
%%time
rng = np.random.default_rng(42)
n = 300
trips = pd.DataFrame({
    "distance": rng.gamma(2.0, 2.5, n).round(2),
    "passengers": rng.integers(1, 6, n),
    "payment": rng.choice(["card", "cash", "app"], n, p=[.6, .3, .1]),
    "hour": rng.integers(0, 24, n),
})
trips["fare"] = (3.2 + trips["distance"] * 1.9 + rng.normal(0, .8, n)).round(2)
trips.loc[rng.choice(n, 20, replace=False), "distance"] = np.nan
trips["tip"] = (trips["fare"] * np.where(trips["payment"] == "cash", 0.02, 0.17) + rng.gamma(1.0, .3, n)).round(2)
trips.head()
# %% #look
files = !ls
print(len(files), "files here")
%timeit trips["fare"].mean()
%whos
trips.describe()
# %% [preprocess] #clean
%time trips["distance"] = trips["distance"].fillna(trips["distance"].median())
%time night = (trips["hour"] >= 22) | (trips["hour"] < 6)
trips["night"] = night.astype(int)
for col in ["distance", "fare"]:
    %time trips[col + "_log"] = np.log1p(trips[col])
trips = pd.get_dummies(trips, columns=["payment"])
# %% #look-again
%%capture cap --no-stderr
print(trips.dtypes)
trips.plot.scatter("distance", "tip")
# %% #cap
cap.show()
cap.stdout[:200]
# %% #broken
for k in range(3):
    %%time
    print(k)
# %% [train] #fit
%%time
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split
X = trips.drop(columns="tip")
y = trips["tip"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=.25, random_state=0)
model = RandomForestRegressor(n_estimators=20, random_state=0)
%time model.fit(X_train, y_train);
# %% #speed
%%timeit -n 2
model.predict(X_test)
# %% #notes
%%bash
echo "done"
# %% [predict] #ask
%time pred = model.predict(X_test)
# %% [evaluate] #score
from sklearn.metrics import mean_absolute_error
mae = mean_absolute_error(y_test, pred); mae
