# %% #setup
import numpy as np
import pandas as pd
from sklearn.metrics import mean_absolute_error

try:
    from fastkilns import KilnRegressor
except ImportError:
    from sklearn.ensemble import GradientBoostingRegressor as KilnRegressor

try:
    import fastkilns
    def to_kelvin(celsius):
        return fastkilns.kelvin(celsius)
except ImportError:
    print("fastkilns is not installed, using the slow version")
    def to_kelvin(celsius):
        """Celsius to kelvin."""
        return celsius + 273.15

USE_LOG = True

if USE_LOG:
    def compress(values):
        return np.log1p(values)
    class Span:
        low, high = 0.0, 12.0
        def clip(self, values):
            return values.clip(self.low, self.high)
else:
    def compress(values):
        return values

# %% [load] #kilns
rng = np.random.default_rng(27)
kilns = pd.DataFrame({
    "celsius": rng.normal(1100, 90, 170).round(),
    "load_kg": rng.gamma(3, 40, 170).round(1),
    "age": rng.integers(0, 30, 170),
})
kilns["cracks"] = (kilns["celsius"] / 200 + np.sqrt(kilns["load_kg"]) / 3 + kilns["age"] / 9 + rng.normal(0, 0.4, 170)).round(2)

# %% [preprocess] #steps
# the step that splits the loads in about ten groups
step = 1
while True:
    step = step * 2
    if kilns["load_kg"].max() / step < 10:
        break
kilns["group"] = kilns["load_kg"] // step

half = 1000
for i in range(20):
    half = half / 2
    if half < kilns["age"].mean():
        break
kilns["old"] = (kilns["age"] > half).astype(int)

# %% [preprocess] #features
kilns["kelvin"] = to_kelvin(kilns["celsius"])
kilns["load_log"] = Span().clip(compress(kilns["load_kg"]))
X = kilns[["kelvin", "load_log", "group", "old", "age"]]
y = kilns["cracks"]
X.describe()

# %% [train] #fit
model = KilnRegressor(n_estimators=30, random_state=3)
model.fit(X, y)

# %% [predict] #predict
cracks = model.predict(X)

# %% [evaluate] #score
error = mean_absolute_error(y, cracks)
