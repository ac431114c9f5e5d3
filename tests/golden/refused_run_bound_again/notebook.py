# %% #imports
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

# %% [load] #boats
rng = np.random.default_rng(2)
boats = pd.DataFrame({"speed": rng.normal(32, 8, 120).round(1), "length": rng.uniform(4, 20, 120).round(1)})
boats["insured"] = (boats["length"] + rng.normal(0, 3, 120) > 11).astype(int)

# %% [preprocess] #prepare
boats["per_metre"] = boats["speed"] / boats["length"]
%run limits.py
threshold = 36  # the harbour has other rules
boats["fast"] = is_fast(boats["speed"])
X = boats[["per_metre", "fast"]]

# %% [train] #fit
model = LogisticRegression().fit(X, boats["insured"])

# %% [predict] #ask
insured = model.predict(X)
