# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler
# %% [load] #load
rng = np.random.default_rng(8)
sales = pd.DataFrame({"ads": rng.uniform(0, 9, 140), "price": rng.uniform(1, 4, 140), "sold": 0.0})
sales["sold"] = sales["ads"] * 3 - sales["price"] + rng.normal(0, 0.5, 140)
sales.index = np.arange(140) * 2 + 5
# %% [preprocess] #order
sales = sales.sort_values("ads", kind="stable")
positions = (sales.index - 5) // 2
X = StandardScaler().fit_transform(sales[["ads", "price"]])
# %% [train] #fit
model = LinearRegression().fit(X, sales["sold"])
# %% [predict] #ask
answer = pd.DataFrame({"sold": model.predict(X).round(3)})
answer["stock up"] = answer["sold"] > 10
# %% #after
answer["sold"] = 0
