# %% #i
import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.model_selection import train_test_split
from sklearn.metrics import roc_auc_score
# %% [load] #l
rng = np.random.default_rng(4)
tx = pd.DataFrame({
    "amount": rng.lognormal(3, 1, 300).round(2), "hour": rng.integers(0, 24, 300),
    "country": rng.choice(["DE", "FR", "PL", "US"], 300), "age_days": rng.integers(0, 2000, 300).astype(float)})
tx.loc[rng.random(300) < 0.1, "age_days"] = np.nan
tx["is_fraud"] = ((tx.amount > 40) & (tx.hour < 6) | (rng.random(300) < 0.05)).astype(int)
# %% [preprocess] #p
tx["night"] = (tx["hour"] < 6).astype(int)
tx["log_amount"] = np.log1p(tx["amount"])
tx = pd.get_dummies(tx, columns=["country"], prefix="c")
X = tx.drop(columns=["is_fraud"])
y = tx["is_fraud"]
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=1)
dtrain = xgb.DMatrix(X_tr, label=y_tr)
dtest = xgb.DMatrix(X_te, label=y_te)
# %% [train] #t
params = {"objective": "binary:logistic", "max_depth": 3, "eta": 0.3, "eval_metric": "auc", "seed": 0, "nthread": 1}
evals_result = {}
bst = xgb.train(params, dtrain, num_boost_round=30, evals=[(dtrain, "train"), (dtest, "test")],
                early_stopping_rounds=5, evals_result=evals_result, verbose_eval=False)
print(bst.best_iteration, bst.best_score)
# %% #imp
xgb.plot_importance(bst)
# %% [predict] #q
proba = bst.predict(dtest, iteration_range=(0, bst.best_iteration + 1))
flag = (proba > 0.5).astype(int)
# %% [evaluate] #e
auc = roc_auc_score(y_te, proba)
positions = X.index.get_indexer(X_te.index)
