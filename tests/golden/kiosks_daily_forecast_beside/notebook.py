# %% [markdown]
# # Kiosks: how much will be sold
# %% #imports
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #sales
rng = np.random.default_rng(4)
days = pd.date_range("2024-03-01", periods=60, freq="D").repeat(5)
sales = pd.DataFrame({
    "day": days,
    "kiosk": np.tile(["north", "south", "east", "west", "pier"], 60),
    "temperature": rng.normal(14, 6, 300).round(1),
    "rain": rng.gamma(1, 2, 300).round(1),
})
sales["sold"] = (40 + 2.5 * sales.temperature - 3 * sales.rain + rng.normal(0, 4, 300)).round()
sales.head()
# %% [preprocess] #features
sales["weekend"] = (sales["day"].dt.dayofweek >= 5).astype(int)
features = ["temperature", "rain", "weekend"]
X = sales[features]
# %% [train] #fit
model = LinearRegression().fit(X, sales["sold"])
print(model.coef_)
# %% [predict] #ask
expected = model.predict(X)
# and what the average kiosk sells on a day
daily = sales.groupby("day")[features].mean()
per_day = model.predict(daily)
per_day[:5]
