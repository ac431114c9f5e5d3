# %% #c1
import pandas as pd
import numpy as np
# %% [load] #c2
rng = np.random.default_rng(21)
df = pd.DataFrame({"temp": rng.normal(18, 7, 200).round(1), "hum": rng.uniform(20, 95, 200).round(0),
                   "season": rng.integers(1, 5, 200), "workingday": rng.integers(0, 2, 200)})
df["cnt"] = (df.temp * 12 - df.hum + 40 * df.season + rng.normal(0, 15, 200)).round().astype(int)
# %% #c3
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.tree import DecisionTreeRegressor
from sklearn.ensemble import RandomForestRegressor, VotingRegressor
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.metrics import mean_squared_error
# %% #first try, c4
X = df[["temp"]]
y = df["cnt"]
model = LinearRegression()
model.fit(X, y)
pred = model.predict(X)
print(mean_squared_error(y, pred))
# %% [preprocess] #c5
scaler = MinMaxScaler()
scaler.fit(df[["temp"]])
df["temp"] = scaler.transform(df[["temp"]])
scaler.fit(df[["hum"]])
df["hum"] = scaler.transform(df[["hum"]])
df.head(3)
# %% [preprocess] #c6
X = df.drop("cnt", axis=1)
X = pd.get_dummies(X, columns=["season"])
y = df["cnt"]
X_train, X_test = X[:150], X[150:]
y_train, y_test = y[:150], y[150:]
# %% #c7 second try
model = DecisionTreeRegressor(max_depth=3)
model.fit(X_train, y_train)
pred = model.predict(X_test)
mean_squared_error(y_test, pred)
# %% [train] #c8
model = Ridge(alpha=0.5)
model.fit(X_train, y_train)
forest = RandomForestRegressor(n_estimators=8, random_state=1)
model = VotingRegressor([("ridge", model), ("forest", forest)])
model.fit(X_train, y_train)
# %% [predict] #c9
pred = model.predict(X_test)
pred = np.round(pred).astype(int)
pred[:5]
# %% [evaluate] #c10
mse = mean_squared_error(y_test, pred)
# %% #c11 another experiment
df = df[df.workingday == 1]
scaler = StandardScaler()
X = scaler.fit_transform(df[["temp", "hum"]])
model = LinearRegression().fit(X, df["cnt"])
pred = model.predict(X)
X_test = X
# %% #c12 broken
df.plto(kind="bar")
# %% #c13
model = Ridge().fit(df[["temp"]], df["cnt"])
df["cnt"] = 0
