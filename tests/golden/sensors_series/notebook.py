# %% #imp
import numpy as np
import pandas as pd
from sklearn.ensemble import IsolationForest
# %% [load] #load
level = pd.Series(np.random.default_rng(9).normal(20, 3, 130).round(2), name="level")
# %% [preprocess] #z
centre = level.median()
spread = (level - centre).abs().median()
features = pd.DataFrame({"z": (level - centre) / spread, "high": level.gt(25).astype(int)})
# %% [train] #fit
detector = IsolationForest(n_estimators=10, random_state=0).fit(features)
# %% [predict] #ask
score = detector.decision_function(features)
odd = detector.predict(features) == -1
