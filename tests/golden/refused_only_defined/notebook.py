# %% #imports
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #plots
rng = np.random.default_rng(3)
plots = pd.DataFrame({"sqm": rng.uniform(200, 900, 120).round(), "corner": rng.integers(0, 2, 120)})
plots["price"] = plots.sqm * 310 + plots.corner * 9000 + rng.normal(0, 4000, 120)
# %% [train] #fit
X = plots.drop("price", axis="columns")
lr_clf = LinearRegression().fit(X.values, plots.price)
# %% [predict] #define
def predict_price(sqm, corner):
    x = np.zeros(len(X.columns))
    x[0] = sqm
    x[1] = corner
    return lr_clf.predict([x])[0]
# %% #try
predict_price(480, 1)
