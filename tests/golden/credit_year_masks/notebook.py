# %% [markdown]
# # Credit defaults: older vintages train, the last ones test
# %% #imp
import pandas as pd
import numpy as np
import matplotlib.pyplot as plt
# %% [load] #ld
rng = np.random.default_rng(3)
n = 320
df = pd.DataFrame({
    "loan_id": np.arange(1000, 1000 + n),
    "year": rng.integers(2015, 2024, n),
    "income": np.where(rng.random(n) < 0.08, np.nan, rng.lognormal(10, 0.4, n).round(0)),
    "amount": rng.integers(1, 40, n) * 500.0,
    "purpose": rng.choice(["car", "house", "study", "other"], n, p=[0.4, 0.3, 0.2, 0.1]),
})
df["status"] = np.where(df["amount"] / df["income"].fillna(20000) + rng.normal(0, 0.2, n) > 0.55, "bad", "good")
# %% #look
df.head()
df.status.value_counts()
# %% #prep
df["bad"] = df["status"].map({"good": 0, "bad": 1})
df = df.drop("status", axis=1)
df["purpose"] = df["purpose"].replace({"other": "study"})
# %% #split
train = df[df.year < 2021].copy()
test = df[df["year"] >= 2021].copy()
print(len(train), len(test))
# %% #fill
from sklearn.preprocessing import LabelEncoder, StandardScaler
med = train["income"].median()
train["income"] = train["income"].fillna(med)
test["income"] = test["income"].fillna(med)
le = LabelEncoder()
train["purpose"] = le.fit_transform(train["purpose"])
test["purpose"] = le.transform(test["purpose"])
train["ratio"] = train["amount"] / train["income"]
test["ratio"] = test["amount"] / test["income"]
# %% #xy
features = [c for c in train.columns if c not in ("loan_id", "bad", "year")]
X_train, y_train = train[features], train["bad"]
X_test, y_test = test[features], test["bad"]
sc = StandardScaler()
X_train = sc.fit_transform(X_train)
X_test_s = sc.transform(X_test)
# %% #fit
from sklearn.linear_model import LogisticRegression
clf = LogisticRegression(max_iter=500)
clf.fit(X_train, y_train)
# %% [predict] #ask
risk = clf.predict_proba(X_test_s)[:, 1]
# %% [evaluate] #ev
from sklearn.metrics import roc_auc_score
auc = roc_auc_score(y_test, risk)
print("AUC", auc)
