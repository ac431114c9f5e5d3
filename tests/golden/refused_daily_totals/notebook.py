# %% #0
import numpy as np, pandas as pd
# %% [load] #1
rng = np.random.default_rng(6)
meter = pd.DataFrame({"time": pd.date_range("2024-03-01", periods=24 * 60, freq="h"), "kwh": rng.gamma(2, 0.4, 24 * 60).round(3), "temp": rng.normal(12, 5, 24 * 60).round(1)})
# %% [preprocess] #2
meter = meter.set_index("time")
daily = meter.resample("D").agg({"kwh": "sum", "temp": "mean"})
daily["weekday"] = daily.index.dayofweek
X, y = daily[["temp", "weekday"]], daily["kwh"]
# %% #3
daily.plot(subplots=True)
# %% [train] #4
from sklearn.linear_model import Ridge
ridge = Ridge().fit(X[:45], y[:45])
# %% [predict] #5
pred = ridge.predict(X[45:])
