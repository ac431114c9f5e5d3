# %% #imports
import numpy as np, pandas as pd
from statsmodels.tsa.holtwinters import ExponentialSmoothing
# %% [load] #load
rng = np.random.default_rng(30)
sales = pd.Series((100 + np.arange(48) * 2 + 10 * np.sin(np.arange(48) / 2) + rng.normal(0, 3, 48)).round(), index=pd.date_range("2019-01-01", periods=48, freq="MS"), name="units")
# %% #plot
sales.plot()
# %% [train] #fit
train = sales[:-12]
model = ExponentialSmoothing(train, trend="add", seasonal="add", seasonal_periods=12).fit()
# %% [predict] #ask
steps = 12
forecast = model.forecast(steps)
