# %% [markdown]
# # Who leaves? Mixed columns with gaps, a helper, dummies, a split, a scaler
# %% #a1f0
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
%matplotlib inline
# %% [parameters] #b2c4
rows: int = 240
n_trees: int = 20
threshold = 0.4
# %% [load] #c3d8
rng = np.random.default_rng(7)
df = pd.DataFrame({
    "customer_id": np.arange(rows),
    "tenure": rng.integers(0, 72, rows),
    "charge": rng.uniform(10, 120, rows).round(2),
    "age": np.where(rng.random(rows) < 0.1, np.nan, rng.integers(18, 90, rows)),
    "plan": rng.choice(["basic", "plus", "pro"], rows),
    "region": rng.choice(["E", "N", "S", "W"], rows),
})
df["churn"] = np.where(df["charge"] - df["tenure"] + rng.normal(0, 20, rows) > 40, "Yes", "No")
# %% #d4e1
df.head()
# %% #d5aa
df["tenure"].hist()
NUM = ["tenure", "charge", "age"]
def ratio(a, b):
    """Charge per month of tenure; new customers count as one month."""
    return a / b.clip(lower=1)
# %% [preprocess] #e6f2
df["age"] = df["age"].fillna(df["age"].median())     # a few birthdays are missing
df["per_month"] = ratio(df["charge"], df["tenure"])
df.describe()
# %% [preprocess] #e6f3
y = (df["churn"] == "Yes").astype(int)
# the id says nothing
X = pd.get_dummies(df.drop(["churn", "customer_id"], axis=1), columns=["plan", "region"])
# %% [train] #f713
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
scaler = StandardScaler()
X_train[NUM] = scaler.fit_transform(X_train[NUM])
# %% [train] #f714
from sklearn.ensemble import RandomForestClassifier
X_test[NUM] = scaler.transform(X_test[NUM])
model = RandomForestClassifier(n_estimators=n_trees, random_state=0).fit(X_train, y_train)
# %% [predict] #0824
proba = model.predict_proba(X_test)[:, 1]
will_churn = proba > threshold
# %% [evaluate] #1935
from sklearn.metrics import roc_auc_score
auc = roc_auc_score(y_test, proba)
# %% [report] #2a46
plt.hist(proba, bins=40)
plt.title("Churn risk")
