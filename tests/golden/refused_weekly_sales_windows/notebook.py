# %% [markdown]
# # Store sales: what will next week bring?
# %% #imp
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
# %% [load] #load
rng = np.random.default_rng(31)
weeks, stores = 60, ["Nord", "Süd", "West"]
sales = pd.DataFrame([(s, w) for w in range(weeks) for s in stores], columns=["store", "week"])
sales["date"] = pd.Timestamp("2023-01-02") + pd.to_timedelta(sales["week"] * 7, unit="D")
sales["sold"] = (100 + 20 * np.sin(sales["week"] / 8) + rng.normal(0, 5, len(sales))).round(1)
sales["promo"] = rng.random(len(sales)) < 0.15
# %% #look
sales.groupby("store")["sold"].describe()
# %% [preprocess] #features
sales = sales.sort_values(["store", "date"])
# last week, three weeks ago, a month's mean
sales["lag_1"] = sales.groupby("store")["sold"].shift(1)
sales["lag_3"] = sales.groupby("store")["sold"].shift(3)
sales["mean_4"] = sales.groupby("store")["sold"].transform(lambda s: s.shift(1).rolling(4).mean())
sales["trend"] = sales["sold"].ewm(span=6).mean()  # looked good in the plot
sales["month"] = sales["date"].dt.month
sales = sales.dropna()
# %% #plot
plt.plot(sales["date"], sales["mean_4"]); plt.show()
# %% [train] #fit
from sklearn.ensemble import RandomForestRegressor
train, test = sales[sales.week < 50], sales[sales.week >= 50]
features = ["lag_1", "lag_3", "mean_4", "promo", "month"]
model = RandomForestRegressor(n_estimators=10, random_state=0).fit(train[features], train["sold"])
# %% [predict] #ask
forecast = model.predict(test[features])
