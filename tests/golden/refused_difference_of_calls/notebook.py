# %% #imports
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
rng = np.random.default_rng(16)
boats = pd.DataFrame({"length": rng.uniform(5, 20, 70).round(1), "age": rng.integers(0, 30, 70)})
boats["price"] = (boats.length * 9 - boats.age * 2 + rng.normal(0, 3, 70)).round(1)
# %% [train] #fit
model = LinearRegression().fit(boats[["length", "age"]], boats["price"])
# %% [predict] #ask
def boat_price(length, age):
    row = pd.DataFrame([{"length": length, "age": age}])
    return model.predict(row)[0]

# what does one metre cost
metre = boat_price(11, 4) - boat_price(10, 4)
