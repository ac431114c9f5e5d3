# %% #imports
import numpy as np
import pandas as pd
from sklearn.preprocessing import LabelEncoder, StandardScaler
# %% [load] #load
rng = np.random.default_rng(12)
n = 230
bikes = pd.DataFrame({
    "season": rng.choice(["spring", "summer", "autumn", "winter"], n),
    "weather": rng.choice(["clear", "rain", "snow"], n, p=[.6, .3, .1]),
    "temp": rng.normal(14, 8, n).round(1),
    "wind": np.where(rng.random(n) < .15, np.nan, rng.gamma(2, 5, n).round(1)),
    "humidity": rng.uniform(20, 100, n).round(),
    "hour": rng.integers(0, 24, n),
})
bikes["count"] = (bikes.temp * 8 + bikes.hour * 3 + rng.normal(0, 20, n)).clip(0).round()
# %% #helpers
def fill_gaps(frame, column, how="median"):
    """Fill a column's gaps."""
    value = frame[column].agg(how)  # one number
    frame[column] = frame[column].fillna(value)
    return frame, value


def zscore(s):
    return (s - s.mean()) / s.std()


def encode(d, column):
    # a new encoder each time
    le = LabelEncoder()
    d[column] = le.fit_transform(d[column])


def share(d, col):
    d[f"{col}_share"] = d[col].map(d[col].value_counts(normalize=True))
    return d


def prepare(d):
    d = d.copy()
    # weather first: its share is taken from the names
    d = share(d, "weather")
    for c in ["season", "weather"]:
        encode(d, c)
    d["cap"] = d["humidity"].clip(upper=d["humidity"].quantile(0.9))
    return d.drop(columns=["count"])


def show(d):
    print(d.describe())


def rmse(a, b):
    return float(np.sqrt(((a - b) ** 2).mean()))
# %% [preprocess] #prep
bikes, wind_median = fill_gaps(bikes, "wind")
show(bikes)
bikes["temp"] = zscore(bikes["temp"])
bikes["humid_z"] = zscore(bikes["humidity"]).clip(-2, 2)
X = prepare(bikes)
X = X.pipe(lambda d: d.assign(night=(d["hour"] < 6).astype(int)))
y = bikes["count"]
# %% [train] #fit
from sklearn.ensemble import GradientBoostingRegressor
gb = GradientBoostingRegressor(n_estimators=15, random_state=0)
gb.fit(X, y)
# %% [predict] #ask
rented = gb.predict(X).round(1)
# %% [evaluate] #score
error = rmse(y, rented)
error
