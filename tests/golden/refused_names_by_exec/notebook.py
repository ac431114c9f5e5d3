# %% [load] #cars
import numpy as np
import pandas as pd

rng = np.random.default_rng(1)
cars = pd.DataFrame({"power": rng.integers(60, 300, 120), "weight": rng.normal(1400, 200, 120).round(0)})
cars["price"] = cars["power"] * 120 + rng.normal(0, 900, 120).round(0)
# %% #try-many   (only for looking)
for name in ["power", "weight"]:
    globals()[f"{name}_max"] = cars[name].max()
    exec(f"print({name}_max)")
# %% [preprocess] #p
column = "power"
exec(f"cars['{column}_kw'] = cars['{column}'] * 0.7355")
scale = eval("1 / 300")
cars["rel"] = cars["weight"] * globals()["scale"]
X = cars[["power_kw", "rel"]]
# %% [train] #fit
from sklearn.linear_model import LinearRegression

reg = LinearRegression().fit(X, cars["price"])
# %% [predict] #ask
price = reg.predict(X)
