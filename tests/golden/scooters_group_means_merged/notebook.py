# %% #setup
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
# %% [load] #rides
rng = np.random.default_rng(31)
n = 320
rides = pd.DataFrame({
    "district": rng.choice([" Altona", "Mitte ", "eimsbuettel", "Wandsbek", "Bergedorf", "Harburg"], n),
    "model": rng.choice(["ES4", "es4 ", "Max", "MAX G2"], n),
    "weekday": rng.integers(0, 7, n),
    "battery": rng.uniform(10, 100, n).round(),
    "minutes": rng.gamma(3, 4, n).round(1),
})
rides["fee"] = (1 + rides["minutes"] * .19 + (rides["model"].str.lower().str.strip() == "max g2") + rng.normal(0, .2, n)).round(2)
# %% #look
rides.groupby("district")["fee"].mean().plot(kind="bar")
plt.show()
rides["model"].value_counts()
# %% [preprocess] #clean
# names are typed in by hand
rides["district"] = rides["district"].str.strip().str.title()
rides["model"] = rides["model"].str.strip().str.upper()
print(rides["district"].unique())
# %% [preprocess] #statistics
by_district = rides.groupby("district")["minutes"].mean().reset_index()
rides = rides.merge(by_district, on="district", how="left", suffixes=("", "_of_district"))
by_model_and_day = (
    rides.groupby(["model", "weekday"])
    .agg(day_battery=("battery", "median"), day_rides=("battery", "size"))
    .reset_index()
)
rides = pd.merge(rides, by_model_and_day, how="left", on=["model", "weekday"])
# how often is a model ridden at all
counts = rides["model"].value_counts().reset_index()
counts.columns = ["model", "model_rides"]
rides = rides.merge(counts, on="model")
rides = rides.join(rides.groupby("district")["battery"].agg(["min", "std"]), on="district", rsuffix="_d")
# a weekday without rides would have no mean of its own
weekday = rides.groupby("weekday")["minutes"].mean().rename("weekday_minutes")
rides = rides.merge(weekday, left_on="weekday", right_index=True, how="left")
rides["weekday_minutes"] = rides["weekday_minutes"].fillna(rides["minutes"].mean())
rides.head()
# %% #features
features = ["battery", "minutes", "minutes_of_district", "day_battery", "day_rides", "model_rides", "min", "std", "weekday_minutes"]
# %% [train] #fit
from sklearn.ensemble import HistGradientBoostingRegressor
gbm = HistGradientBoostingRegressor(max_iter=25, random_state=1)
gbm.fit(rides[features], rides["fee"])
# %% [predict] #price
fee = gbm.predict(rides[features]).round(2)
