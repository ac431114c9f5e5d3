# %% #0
import numpy as np
import pandas as pd
import warnings; warnings.filterwarnings("ignore")
# %% [load] #1
rng = np.random.default_rng(77)
n = 400
tx = pd.DataFrame(rng.normal(0, 1, (n, 4)), columns=["V1", "V2", "V3", "V4"])
tx["Amount"] = rng.exponential(80, n).round(2)
tx["Time"] = np.sort(rng.integers(0, 172800, n))
tx["Class"] = ((tx.V1 + tx.V3 + rng.normal(0, 0.4, n)) > 2.4).astype(int)
# %% #2
print("Frauds", round(tx["Class"].value_counts()[1] / len(tx) * 100, 2), "% of the dataset")
# %% [preprocess] #3
from sklearn.preprocessing import RobustScaler, StandardScaler
std_scaler = StandardScaler()
rob_scaler = RobustScaler()
tx["scaled_amount"] = rob_scaler.fit_transform(tx["Amount"].values.reshape(-1, 1))
tx["scaled_time"] = rob_scaler.fit_transform(tx["Time"].values.reshape(-1, 1))
tx.drop(["Time", "Amount"], axis=1, inplace=True)
scaled_amount = tx["scaled_amount"]
tx.drop(["scaled_amount"], axis=1, inplace=True)
tx.insert(0, "scaled_amount", scaled_amount)
# %% [train] #4
from sklearn.model_selection import train_test_split
from imblearn.over_sampling import SMOTE
X = tx.drop("Class", axis=1)
y = tx["Class"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=42, stratify=y)
sm = SMOTE(random_state=2, k_neighbors=3)
X_train_res, y_train_res = sm.fit_resample(X_train, y_train.ravel() if hasattr(y_train, "ravel") else y_train)
print(X_train_res.shape, (y_train_res == 1).sum())
# %% [train] #5
from sklearn.linear_model import LogisticRegression
lr = LogisticRegression()
lr.fit(X_train_res, y_train_res)
# %% [predict] #6
y_pred = lr.predict(X_test)
y_score = lr.decision_function(X_test)
# %% [evaluate] #7
from sklearn.metrics import recall_score, confusion_matrix
recall = recall_score(y_test, y_pred)
confusion_matrix(y_test, y_pred)
