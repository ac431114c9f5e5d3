# %% [markdown]
# # Visitors of parks: categories as numbers, three ways that people use
# %% #imp
import pandas as pd, numpy as np
from sklearn.ensemble import GradientBoostingRegressor
# %% [load] #load
rng = np.random.default_rng(17)
n = 240
parks = pd.DataFrame({
    "park": rng.choice(["Elm", "Oak", "Pine", "Willow"], n),
    "season": rng.choice(["spring", "summer", "autumn"], n),
    "weather": rng.choice(["sun", "rain", "fog"], n, p=[0.5, 0.3, 0.2]),
    "temp": rng.normal(17, 6, n).round(1),
})
parks["visitors"] = (parks.temp * 9 + (parks.weather == "sun") * 80 + (parks.park == "Oak") * 50 + rng.normal(0, 15, n)).round()
# %% #eda
parks.sample(5, random_state=1)
parks.groupby(["park", "season"]).size().unstack()
# %% [preprocess] #encode
codes, uniques = pd.factorize(parks["weather"].values)
parks["weather_id"] = codes
print(dict(enumerate(uniques)))
names, park_id = np.unique(parks["park"], return_inverse=True)
parks["park_id"] = park_id
# one number for each pair
parks["place_id"] = parks.groupby(["park", "season"]).ngroup()
parks["season_id"] = parks.groupby("season").ngroup()
parks[["park", "park_id", "season", "place_id"]].drop_duplicates().head(12)
# %% [preprocess] #features
features = ["weather_id", "park_id", "place_id", "season_id", "temp"]
X, y = parks[features], parks["visitors"]
# %% [train] #fit
gbr = GradientBoostingRegressor(n_estimators=40, max_depth=3, random_state=2)
gbr.fit(X, y)
gbr.score(X, y)
# %% [predict] #ask
expected = gbr.predict(X).round(1)
# %% #imp2
pd.Series(gbr.feature_importances_, index=features).sort_values()
