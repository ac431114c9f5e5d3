# %% #imports
import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import train_test_split
# %% [load] #read
rng = np.random.default_rng(21)
rides = pd.DataFrame({"distance_km": rng.gamma(2, 3, 250).round(1), "hour": rng.integers(0, 24, 250), "passengers": rng.integers(1, 5, 250),
    "weekday": rng.choice(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], 250)})
rides["fare"] = (3 + 1.8 * rides.distance_km + 2 * (rides.hour > 21) + rng.normal(0, 0.6, 250)).round(2)
# %% [preprocess] #features
rides["night"] = ((rides["hour"] >= 22) | (rides["hour"] < 6)).astype(int)
rides = pd.get_dummies(rides, columns=["weekday"], dtype=int)
X = rides.drop(columns=["fare"])
y = rides["fare"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=5)
# %% [train] #fit
gbr = GradientBoostingRegressor(n_estimators=40, random_state=0)
gbr.fit(X_train.values, y_train.values)
gbr.score(X_test.values, y_test)
# %% [predict] #one_by_one
# go through the test rides one by one and see how far off we are
estimates = []
errors = []
too_far = 0
for x, actual in zip(X_test.values, y_test):
    guess = gbr.predict(x.reshape(1, -1))[0]
    estimates.append(round(guess, 2))
    errors.append(abs(guess - actual))
    if abs(guess - actual) > 3:
        too_far += 1
print("MAE", np.mean(errors), "- more than 3 off:", too_far)
