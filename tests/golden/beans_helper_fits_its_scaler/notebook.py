# %% #imp
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
# %% [load] #load
rng = np.random.default_rng(11)
beans = pd.DataFrame({"length": rng.normal(9, 1, 120).round(2), "width": rng.normal(5, 1, 120).round(2)})
beans["kind"] = np.where(beans["length"] + rng.normal(0, 1, 120) > 9, "long", "round")
# %% #helper
scaler = StandardScaler()


def fitted(frame):
    return scaler.fit_transform(frame[["length", "width"]])
# %% [train] #fit
model = LogisticRegression().fit(fitted(beans), beans["kind"])
# %% [predict] #ask
scaled = scaler.transform(beans[["length", "width"]])
answer = {"kind": model.predict(scaled), "sure": model.predict_proba(scaled).max(axis=1)}
