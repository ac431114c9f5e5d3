# %% #imports
import numpy as np, pandas as pd
from sklearn.svm import SVR
from sklearn.preprocessing import StandardScaler
# %% [load] #load
rng = np.random.default_rng(19)
dataset = pd.DataFrame({"Level": np.arange(1, 121) / 10, "Team": rng.integers(1, 8, 120)})
dataset["Salary"] = (45000 + dataset.Level ** 2 * 900 + dataset.Team * 500).round(0)
X = dataset.iloc[:, :-1].values
y = dataset.iloc[:, -1].values
# %% [preprocess] #sc
y = y.reshape(len(y), 1)
sc_X = StandardScaler()
sc_y = StandardScaler()
X = sc_X.fit_transform(X)
y = sc_y.fit_transform(y)
# %% [train] #fit
regressor = SVR(kernel="rbf")
regressor.fit(X, y.ravel())
# %% [predict] #ask
sc_y.inverse_transform(regressor.predict(sc_X.transform([[6.5, 3]])).reshape(-1, 1))
