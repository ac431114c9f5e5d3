# %% #setup
import os
import sqlite3

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

# %% [load] #readings
rng = np.random.default_rng(5)
readings = pd.DataFrame(
    {
        "station": rng.choice(["A1", "A2", "B1", "B7", "C3"], 160),
        "temperature": rng.normal(12, 6, 160).round(1),
        "wind": rng.gamma(2, 2, 160).round(1),
    }
)
readings["load"] = (200 - 4 * readings["temperature"] + 3 * readings["wind"] + rng.normal(0, 5, 160)).round(1)

# %% [lookup] #stations
# on failure: missing values
stations = sqlite3.connect(os.environ.get("STATIONS", "stations.db"))
names = readings["station"].unique().tolist()
marks = ",".join("?" for _ in names)
found = stations.execute(f"select name, height, capacity, is_urban from stations where name in ({marks})", names)
known = {name: rest for name, *rest in found}
readings["height"] = readings["station"].map(lambda name: known.get(name, [None] * 3)[0]).astype(float)
readings["capacity"] = readings["station"].map(lambda name: known.get(name, [None] * 3)[1]).astype(float)
readings["is_urban"] = readings["station"].map(lambda name: known.get(name, [None] * 3)[2]).astype(float)
readings.groupby("station")["height"].first()

# %% [preprocess] #table
height = readings["height"].fillna(readings["height"].mean())
X = pd.DataFrame({"temperature": readings["temperature"] - height * 0.0065, "wind": readings["wind"]})
X["capacity"] = readings["capacity"].fillna(0)
X["is_urban"] = readings["is_urban"].fillna(0)

# %% [train] #fit
forest = RandomForestRegressor(n_estimators=20, random_state=0).fit(X, readings["load"])

# %% [predict] #ask
expected_load = forest.predict(X)
