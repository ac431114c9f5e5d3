# %% [load] #rows
import numpy as np
import pandas as pd

rng = np.random.default_rng(2)
visits = pd.DataFrame({"pages": rng.integers(1, 40, 120), "seconds": rng.gamma(2, 60, 120).round(0)})
visits["bought"] = (visits["pages"] * visits["seconds"] > 2500).astype(int)
# %% [preprocess] #prep
try:
    import xgboost as xgb
except ImportError:
    xgb = None
try:
    visits["pace"] = visits["second"] / visits["pages"]   # the export of March calls it `second`
except KeyError:
    print("new export")
    visits["pace"] = visits["seconds"] / visits["pages"]
X = visits[["pages", "pace"]]
# %% [train] #fit
from sklearn.linear_model import LogisticRegression

clf = LogisticRegression().fit(X, visits["bought"])
# %% [predict] #ask
bought = clf.predict(X)
