# %% [parameters]
model_name = "forest"
# %% #imports
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %% [load]
rng = np.random.default_rng(7)
n = 8000
trips = pd.DataFrame({
    "pickup_at": (pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 86400 * 300, n), unit="s")).strftime("%Y-%m-%d %H:%M:%S"),
    "vendor": rng.choice(["v1", "v2", "v3"], n),
    "zone": rng.choice([f"z{i}" for i in range(20)], n),
    "payment": rng.choice(["card", "cash", "app"], n),
    "distance": rng.gamma(2, 2, n).round(2),
    "passengers": rng.integers(1, 6, n),
    "lat": rng.normal(40.7, 0.05, n).round(4),
    "lon": rng.normal(-73.9, 0.05, n).round(4),
    "temp": np.where(rng.random(n) < 0.1, np.nan, rng.normal(15, 8, n).round(1)),
    "fare": rng.gamma(3, 5, n).round(2),
})
trips["tipped"] = (trips.fare / trips.distance.clip(0.5) + rng.normal(0, 2, n) > 5).astype(int)
trips.head()

# %% [preprocess]
when = pd.to_datetime(trips["pickup_at"])
trips["hour"] = when.dt.hour
trips["weekday"] = when.dt.dayofweek
trips["weekend"] = (trips["weekday"] >= 5).astype(int)
trips["temp"] = trips["temp"].fillna(trips["temp"].median())
trips["log_distance"] = np.log1p(trips["distance"])
trips["fare_per_km"] = trips["fare"] / (trips["distance"] + 0.1)
trips["from_center"] = np.hypot(trips["lat"] - 40.75, trips["lon"] + 73.98)
X = pd.get_dummies(trips.drop(columns=["pickup_at", "tipped"]), columns=["vendor", "zone", "payment"])
X = X.astype(float)

# %% [train]
X_train, X_test, y_train, y_test = train_test_split(X, trips["tipped"], test_size=0.25, random_state=0)
if model_name == "forest":
    model = RandomForestClassifier(100, max_depth=12, n_jobs=1, random_state=0)
elif model_name == "boosting":
    model = HistGradientBoostingClassifier(random_state=0)
else:
    model = LogisticRegression(max_iter=2000)
model.fit(X_train, y_train)

# %% [predict]
probability = model.predict_proba(X_test)[:, 1]
