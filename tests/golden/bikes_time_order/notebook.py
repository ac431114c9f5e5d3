# %% #i
import pandas as pd
import numpy as np
from sklearn.linear_model import LinearRegression
# %% [load] #l
rng = np.random.default_rng(8)
n = 350
hire = pd.DataFrame({
    "when": pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.permutation(n), unit="D"),
    "temp": rng.normal(15, 8, n).round(1),
    "humidity": rng.integers(20, 100, n),
    "weather": rng.choice(["clear", "rain", "snow"], n, p=[0.6, 0.3, 0.1]),
    "holiday": rng.integers(0, 2, n),
})
hire["count"] = np.maximum(5, 200 + 12 * hire.temp - hire.humidity + rng.normal(0, 30, n)).astype(int)
# %% #plot
order = np.argsort(hire["when"].to_numpy())
hire.plot(x="when", y="count")
# %% #p
hire = hire.sort_values("when").reset_index(drop=True)
hire["month"] = hire["when"].dt.month
hire["weekday"] = hire["when"].dt.weekday
hire = pd.concat([hire, pd.get_dummies(hire["weather"], prefix="w", drop_first=True)], axis=1)
hire["target"] = np.log1p(hire["count"])
hire["temp"] = (hire["temp"] - hire["temp"].mean()) / hire["temp"].std()
hire = hire.drop(["weather", "count", "when"], axis=1)
# %% #s
split = int(len(hire) * 0.8)
train, test = hire.iloc[:split], hire.iloc[split:]
X_train, y_train = train.drop("target", axis=1), train["target"]
X_test, y_test = test.drop("target", axis=1), test["target"]
# %% #f
lin = LinearRegression()
lin.fit(X_train, y_train)
lin.score(X_test, y_test)
# %% [predict] #pr
pred = lin.predict(X_test)
rentals = np.round(np.expm1(pred)).astype(int)
# %% #end
positions = order[split:]
