# %% #imports
import contextlib, io
import numpy as np; import pandas as pd
from sklearn.linear_model import LogisticRegression
from typing import Any, Optional
# %% [load] #bikes
rng = np.random.default_rng(11); n = 280
bikes = pd.DataFrame({"temp": rng.normal(16, 7, n).round(1), "humidity": rng.uniform(20, 100, n).round(0), "wind": rng.gamma(2, 4, n).round(1),
                      "season": rng.choice(["spring", "summer", "autumn", "winter"], n), "holiday": rng.choice([True, False], n, p=[.1, .9])})
bikes["busy"] = ((bikes["temp"] > 14) & (bikes["humidity"] < 80) ^ (rng.random(n) < .08)).astype(int)
bikes.loc[5::31, "wind"] = np.nan
# %% [preprocess] #prep
first, *others = ["temp", "humidity", "wind"]
lo = hi = 0.0
lo, hi = bikes[first].quantile([.05, .95])
assert lo < hi, "quantiles"
bikes["mild"] = ((lo < bikes["temp"]) & (bikes["temp"] < hi)).astype(int)
if (share := bikes["wind"].isna().mean()) > 0.01:
    bikes["wind"] = bikes["wind"].fillna(bikes["wind"].median())
print(f"{share:.1%} of wind missing")
mode = "std"
match mode:
    case "std":
        centre, spread = bikes["temp"].mean(), bikes["temp"].std()
    case "minmax":
        centre, spread = bikes["temp"].min(), bikes["temp"].max() - bikes["temp"].min()
    case _:
        raise ValueError(mode)
bikes["temp_z"] = (bikes["temp"] - centre) \
    / spread
codes: dict[str, int] = {s: i for i, s in enumerate(sorted(bikes["season"].unique()))}
encode = lambda s, codes=codes, *, default=-1: codes.get(s, default)
bikes["season_code"] = bikes["season"].map(encode)
bikes["holiday"] = bikes["holiday"].astype(int); bikes["feels"] = bikes.temp - .1 * bikes.wind; tmp = bikes.copy(); del tmp
bikes["feels"] += 2
bikes["feels"] *= 1.5
try:
    bikes["dry"] = (100 - bikes["humidity"]) / bikes["humidity"].max()
except KeyError:
    print("no humidity")
for k in range(2):
    bikes[f"temp_pow{k}"] = bikes["temp_z"] ** (k + 2)

with contextlib.redirect_stdout(io.StringIO()) as buffer, np.errstate(all="ignore"):
    print("hidden")
    bikes["log_wind"] = np.log(bikes["wind"] + bikes["wind"].mean())
features = [c for c in bikes.columns if c not in ("busy", "season")]
X, y = bikes[features], bikes.busy
# %% [train] #fit
if __name__ == "__main__":
    clf = LogisticRegression(max_iter=2000)
    clf.fit(X, y)
# %% [predict] #ask
proba = clf.predict_proba(X)[:, 1]
label = np.where(proba >= 0.5, "busy", "quiet")
