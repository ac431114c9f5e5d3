# %% [load] #orders
import numpy as np
import pandas as pd
from rates import to_euro   # our finance helpers

rng = np.random.default_rng(9)
orders = pd.DataFrame({"amount": rng.gamma(2, 800, 90).round(2), "currency": rng.choice(["EUR", "USD", "KRW"], 90), "items": rng.integers(1, 9, 90)})
orders["late"] = (rng.random(90) < orders["items"] / 12).astype(int)
# %% [preprocess] #euro
orders["euro"] = to_euro(orders["amount"], orders["currency"])
orders.groupby("currency")["euro"].median()
X = orders[["euro", "items"]]
# %% [train] #fit
from sklearn.tree import DecisionTreeClassifier

tree = DecisionTreeClassifier(max_depth=3, random_state=0).fit(X, orders["late"])
# %% [predict] #ask
late = tree.predict(X)
