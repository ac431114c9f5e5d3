# %% [markdown] #title
# # How strong will the concrete be?
# Quick look with a forest, compared with what the lab measured.

# %% #imports
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt

# %% [load] #lab
rng = np.random.default_rng(41)
n = 210
concrete = pd.DataFrame({
    "cement": rng.uniform(110, 520, n).round(1),
    "water": rng.uniform(130, 240, n).round(1),
    "slag": rng.choice([0.0, 22.0, 95.0, 180.0], n),
    "age": rng.choice([3, 7, 14, 28, 90], n),
    "plant": rng.choice(["nord", "hafen", "tal"], n),
})
concrete["strength"] = (
    0.09 * concrete.cement + 0.05 * concrete.slag - 0.12 * concrete.water + 6 * np.log(concrete.age)
    + rng.normal(0, 2, n) + 22
).round(2)

# %% #look
concrete.describe()

# %% [preprocess] #features
concrete["wc"] = concrete["water"] / concrete["cement"]   # water-cement ratio, the classic
concrete["log_age"] = np.log(concrete["age"])
plt.scatter(concrete["wc"], concrete["strength"]);
data = pd.get_dummies(concrete.drop(columns=["age"]), columns=["plant"], drop_first=True)

from sklearn.model_selection import train_test_split
X = data.drop("strength", axis=1)
y = data["strength"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=7)
positions = X_test.index

# %% [train] #fit
from sklearn.ensemble import RandomForestRegressor
rf = RandomForestRegressor(n_estimators=15, random_state=0)
rf.fit(X_train, y_train)
print("R2", rf.score(X_test, y_test))

# %% [predict] #compare
results = pd.DataFrame({
    "Actual": y_test.values,                  # MPa, from the press
    "Predicted": rf.predict(X_test).round(2),
    "wc": X_test["wc"].values,
    "Error": (y_test - rf.predict(X_test)).values,
    "model": "forest",
    "Actual again": (y_test.values),
})
results["abs_error"] = results["Error"].abs()
results["off by %"] = 100 * results["abs_error"] / results["Actual"]
results["passes C25"] = results["Predicted"] >= 25
results.head(10)

# %% [evaluate] #how_good
mae = results["abs_error"].mean()
print(f"MAE {mae:.2f}")
results.plot.scatter("Actual", "Predicted")
