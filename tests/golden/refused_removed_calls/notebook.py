# %% #imports
# forked from an older kernel
import pandas as pd
import numpy as np
from sklearn.preprocessing import OneHotEncoder
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_squared_error, plot_confusion_matrix

# %% [load] #load
rng = np.random.RandomState(0)
jan = pd.DataFrame({"city": rng.choice(["Bonn", "Kiel", "Ulm"], 60), "rooms": rng.randint(1, 6, 60).astype(float)})
feb = pd.DataFrame({"city": rng.choice(["Bonn", "Kiel", "Ulm"], 60), "rooms": rng.randint(1, 6, 60).astype(float)})
flats = jan.append(feb, ignore_index=True)
flats["rent"] = 300 + 150 * flats["rooms"]

# %% #look
flats.ix[0]

# %% [preprocess] #prep
flats = flats.fillna(method="ffill")
flats["rooms"] = flats["rooms"].astype(np.float)
ohe = OneHotEncoder(sparse=False, handle_unknown="ignore")
cities = pd.DataFrame(ohe.fit_transform(flats[["city"]]), columns=ohe.get_feature_names())
X = pd.concat([flats.drop(["city", "rent"], 1), cities], axis=1)

# %% [train] #train
rf = RandomForestRegressor(n_estimators=20, max_features="auto", random_state=0)
rf.fit(X, flats["rent"])

# %% [evaluate] #score
rmse = mean_squared_error(flats["rent"], rf.predict(X), squared=False)

# %% [predict] #ask
rent = rf.predict(X)
