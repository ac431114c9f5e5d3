# %% [markdown]
# # Energy use of the next hour
# %% #setup
import sys, importlib
sys.path.append("..")
%load_ext autoreload
%autoreload 2
import pandas as pd
import numpy as np
import helpers
from helpers import clean
importlib.reload(helpers)
import utils.features as uf
import utils.calendar_parts
# %% [load] #rows
rng = np.random.default_rng(4)
n = 260
meters = pd.DataFrame({"hour": rng.integers(0, 24, n), "weekday": rng.integers(0, 7, n), "load": rng.normal(30, 22, n).round(1), "temp": rng.normal(12, 14, n).round(1)})
meters["next_load"] = (meters["load"] * .7 + meters["temp"].clip(-10, 30) * -.3 + 12 + rng.normal(0, 1.5, n)).round(2)
# %% #look
meters.describe()
# %% [preprocess] #p
df = clean(meters.copy())
df = uf.add_all(df)
df["late"] = df["hour"].apply(lambda h: utils.calendar_parts.part_of_day(h) == "evening").astype(int)
df = pd.get_dummies(df, columns=["part"])
clipper = helpers.Clipper(high=.97)
num = ["load", "temp", "load_log"]
clipper.fit(df[num])
df[num] = clipper.transform(df[num])
X = df.drop(columns=["next_load"]); y = df["next_load"]
# %% [train] #fit
from sklearn.linear_model import LinearRegression
reg = LinearRegression().fit(X, y)
# %% [predict] #ask
forecast = reg.predict(X)
