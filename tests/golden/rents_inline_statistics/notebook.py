# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
rng = np.random.default_rng(1)
flats = pd.DataFrame({
    "area": rng.uniform(20, 150, 200).round(1),
    "rooms": rng.integers(1, 6, 200).astype(float),
    "floor": rng.integers(0, 12, 200),
    "heating": rng.choice(["gas", "oil", "district"], 200),
})
flats.loc[rng.random(200) < 0.1, "rooms"] = np.nan
flats.loc[rng.random(200) < 0.1, "heating"] = None
flats["rent"] = (flats["area"] * 11 + flats["floor"] * 5 + rng.normal(0, 40, 200)).round()
# %% [preprocess] #fill
# gaps
flats["rooms"] = flats["rooms"].fillna(flats["rooms"].mean())
flats["heating"] = flats["heating"].fillna(flats["heating"].mode()[0])
low, high = flats["area"].quantile([0.05, 0.95])
flats["area"] = flats["area"].clip(low, high)
# %% [preprocess] #scale
flats["floor"] = (flats["floor"] - flats["floor"].min()) / (flats["floor"].max() - flats["floor"].min())
for column in ["area", "rooms"]:
    flats[column + "_z"] = (flats[column] - flats[column].mean()) / flats[column].std()
median_area = flats["area"].median()
flats["is_large"] = flats["area"] > median_area
X = pd.get_dummies(flats[["area_z", "rooms_z", "floor", "is_large", "heating"]], prefix="by", drop_first=True, dtype=int)
y = flats["rent"]
# %% [train] #fit
model = LinearRegression()
model.fit(X, y)
# %% [predict] #ask
rent = model.predict(X).round(-1)
