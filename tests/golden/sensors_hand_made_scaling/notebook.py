# %% #x
import numpy as np
import pandas as pd
# %% [load] #load
rng = np.random.default_rng(3)
n = 200
readings = pd.DataFrame({
    "temp": rng.normal(60, 8, n), "vibration": rng.gamma(2, 2, n), "pressure": rng.normal(5, 1, n),
    "rpm": rng.choice([0, 1200, 1500, 1800], n), "line": rng.choice(list("ABC"), n),
})
readings["wear"] = readings.temp / 100 + readings.vibration * .2 + rng.normal(0, .1, n)
# %% [preprocess] #prep
features = ["temp", "vibration", "pressure", "rpm"]
# a zero is a sensor that was off
readings[features] = readings[features].replace(0, readings[features].mean())
# outliers
for c in ["temp", "vibration"]:
    lo, hi = readings[c].quantile(0.02), readings[c].quantile(0.98)
    readings[c] = np.where(readings[c] > hi, hi, np.where(readings[c] < lo, lo, readings[c]))
readings["temp_z"] = readings["temp"].apply(lambda v: (v - readings["temp"].mean()) / readings["temp"].std())
readings["vib_rel"] = [v / readings["vibration"].max() for v in readings["vibration"]]
readings["hot"], readings["fast"] = readings["temp"] > readings["temp"].mean(), readings["rpm"] > readings["rpm"].median()
scaled = readings[["pressure", "rpm"]].apply(lambda col: (col - col.min()) / (col.max() - col.min()))
readings["line_wear"] = readings["line"].map(readings.groupby("line")["vibration"].mean())
g = readings.groupby("line")["pressure"]
readings["p_line"] = (readings["pressure"] - g.transform("mean")) / g.transform("std")
# %% [preprocess] #join
X = pd.concat([scaled, readings[["temp_z", "vib_rel", "hot", "fast", "line_wear", "p_line"]]], axis=1)
X = X.astype(float)
X = (X - X.min()) / (X.max() - X.min())
y = readings["wear"]
# %% [train] #fit
from sklearn.linear_model import Ridge
m = Ridge().fit(X, y)
# %% [predict] #ask
wear = m.predict(X)
