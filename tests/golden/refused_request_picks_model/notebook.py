# %% #imports
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeRegressor
# %% [load] #load
rng = np.random.default_rng(6)
trips = pd.DataFrame({"km": rng.uniform(1, 40, 90).round(1), "hour": rng.integers(0, 24, 90)})
trips["fare"] = (3 + trips.km * 1.4 + (trips.hour > 21) * 4 + rng.normal(0, 1, 90)).round(2)
# %% [train] #fit
short, long = trips[trips.km < 12], trips[trips.km >= 12]
near = DecisionTreeRegressor(max_depth=3).fit(short[["km", "hour"]].values, short.fare)
far = LinearRegression().fit(long[["km", "hour"]].values, long.fare)
# %% [predict] #ask
km = 7.5
hour = 23
if km < 12:
    fare = near.predict([[km, hour]])[0]
else:
    fare = far.predict([[km, hour]])[0]
fare = round(fare, 2)
