# %% [markdown]
# # Scooter trips. Everything by name, in whatever order
# %% [load] #load
import pandas as pd
import numpy as np
rng = np.random.default_rng(33)
n = 220
trips = pd.DataFrame(dict(km=rng.gamma(2, 1.5, n).round(2), hour=rng.integers(0, 24, n), zone=rng.choice(["north", "south", "port"], n), battery=rng.normal(70, 15, n).round()))
trips["minutes"] = (trips.km * 4.5 + (trips.zone == "port") * 3 + rng.normal(0, 1, n)).round(1)
zones = pd.DataFrame({"zone": ["north", "south", "port"], "hills": [0.3, 0.1, 0.6]})
# %% #look
trips.tail()
# %% [preprocess] #prep
from sklearn.preprocessing import StandardScaler, LabelEncoder
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.model_selection import train_test_split
trips = trips.merge(right=zones, on="zone", how="left")
trips["part_of_day"] = pd.cut(bins=4, x=trips["hour"], labels=False)
trips["zone_km"] = trips.groupby(by="zone")["km"].transform(func="mean")
trips["zone"] = LabelEncoder().fit_transform(y=trips["zone"])
y = trips["minutes"]
X = trips.drop(columns=["minutes"])
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=8)
scaler = StandardScaler()
scaled = scaler.fit_transform(X=X_train)
picker = SelectKBest(k=4, score_func=f_regression)
picked = picker.fit_transform(y=y_train, X=scaled)
# %% [train] #fit
from sklearn.svm import SVR
svr = SVR(C=20.0)
weights = np.linspace(0.5, 1.5, len(y_train))
svr.fit(sample_weight=weights, y=y_train, X=picked)
# %% [evaluate] #eval
svr.score(y=y_test, X=picker.transform(X=scaler.transform(X=X_test)))
# %% [predict] #ask
minutes = svr.predict(X=picker.transform(X=scaler.transform(X=X_test)))
together = pd.DataFrame(index=X_test.index, data={"real": y_test, "predicted": minutes})
together.head()
