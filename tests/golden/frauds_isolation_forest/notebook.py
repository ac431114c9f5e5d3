# %% #imports
import numpy as np, pandas as pd
from sklearn.ensemble import IsolationForest
# %% [load] #load
rng = np.random.default_rng(15)
tx = pd.DataFrame({"amount": rng.lognormal(3, 1, 300).round(2), "hour": rng.integers(0, 24, 300), "merchant": rng.choice(["grocer", "fuel", "online"], 300)})
# %% [preprocess] #f
tx["night"] = ((tx.hour < 6) | (tx.hour > 22)).astype(int)
tx["log_amount"] = np.log1p(tx.amount)
X = pd.get_dummies(tx[["log_amount", "night", "merchant"]])
# %% [predict] #ask
iso = IsolationForest(n_estimators=25, contamination=0.05, random_state=42)
tx["anomaly"] = iso.fit_predict(X)
tx["score"] = iso.decision_function(X)
tx["is_fraud"] = tx["anomaly"].map({1: 0, -1: 1})
outliers = tx[tx["anomaly"] == -1]
print(len(outliers))
