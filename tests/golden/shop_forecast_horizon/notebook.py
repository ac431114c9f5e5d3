# %% #imports
import numpy as np, pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
rng = np.random.default_rng(30)
sales = pd.DataFrame({"month": pd.date_range("2019-01-01", periods=60, freq="MS"), "units": (100 + np.arange(60) * 2 + 10 * np.sin(np.arange(60) / 2) + rng.normal(0, 3, 60)).round()})
# %% [preprocess] #x
sales["t"] = np.arange(len(sales))
sales["sin"] = np.sin(sales["t"] / 2)
# %% [train] #fit
model = LinearRegression().fit(sales[["t", "sin"]], sales["units"])
# %% [predict] #ask
steps = 12
future = pd.DataFrame({"t": range(len(sales), len(sales) + steps)})
future["sin"] = np.sin(future["t"] / 2)
forecast = model.predict(future)
# %% [evaluate] #p
total = float(forecast.sum())
