# %% #import
import numpy as np
import pandas as pd
from scipy import stats
from scipy.stats import zscore
from sklearn.preprocessing import scale, minmax_scale
from sklearn.linear_model import Ridge

# %% [load] #lots
rng = np.random.default_rng(33)
n = 190
lots = pd.DataFrame({
    "estimate": rng.lognormal(7, 0.8, n).round(0),
    "width": rng.normal(60, 18, n).round(1),
    "height": rng.normal(75, 20, n).round(1),
    "bidders": rng.integers(1, 25, n).astype(float),
    "year": rng.integers(1850, 2010, n),
})
lots.loc[rng.random(n) < 0.06, "width"] = np.nan
lots["hammer"] = (lots.estimate * rng.uniform(0.6, 1.6, n) + 40 * lots.bidders).round(0)

# %% #dist
lots["estimate"].hist(bins=30)
stats.skew(lots["estimate"])

# %% [preprocess] #scores
lots["estimate"], lam = stats.boxcox(lots["estimate"])      # far too skewed
print("lambda", lam)
lots["bidders"] = stats.yeojohnson(lots["bidders"])[0]
lots["width_z"] = zscore(lots["width"], nan_policy="omit")
lots["width_z"] = lots["width_z"].fillna(0)
for col in ["height", "bidders"]:
    lots[col + "_z"] = (stats.zscore(lots[col], ddof=1))
lots["age"] = minmax_scale(2024 - lots["year"])

# throw out the monsters
z = np.abs(stats.zscore(lots[["height", "estimate"]]))
keep = (z < 2.6).all(axis=1)
lots = lots[keep]  # training only
print(len(lots), "left")

features = ["estimate", "width_z", "height_z", "bidders_z", "age"]
lots[["height_z", "bidders_z"]] = lots[["height_z", "bidders_z"]].apply(zscore)
X = scale(lots[features].values)
y = np.log(lots["hammer"])
positions = lots.index

# %% [train] #ridge
model = Ridge(alpha=0.5)
model.fit(X, y)

# %% [predict] #price
price = np.exp(model.predict(X)).round(2)

# %% [evaluate] #r2
r2 = model.score(X, y)
