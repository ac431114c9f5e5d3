# %% #i
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.utils import resample
# %% [load] #l
rng = np.random.RandomState(8)
claims = pd.DataFrame({"amount": rng.gamma(2, 400, 300).round(2), "age": rng.randint(18, 80, 300), "days_to_report": rng.poisson(6, 300)})
claims["fraud"] = (rng.rand(300) < 0.05 + 0.25 * (claims.amount > 1200)).astype(int)
# %% [preprocess] #p
train, test = train_test_split(claims, test_size=0.3, random_state=0)
# balance the training data
majority = train[train["fraud"] == 0]
minority = train[train["fraud"] == 1]
minority_up = resample(minority, replace=True, n_samples=len(majority), random_state=123)
train_up = pd.concat([majority, minority_up])
print(train_up.fraud.value_counts())
for part in (train_up, test):
    part["log_amount"] = np.log1p(part["amount"])
    part["suspicious_days"] = part["days_to_report"] * part["fraud"]
features = ["log_amount", "age", "suspicious_days"]
# %% [train] #t
clf = LogisticRegression(max_iter=500)
clf.fit(train_up[features], train_up["fraud"])
# %% [predict] #q
proba = clf.predict_proba(test[features])[:, 1]
