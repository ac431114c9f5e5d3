# %% #i
import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.model_selection import KFold
import warnings
warnings.filterwarnings("ignore")
# %% [load] #l
rng = np.random.default_rng(2)
n = 300
loans = pd.DataFrame({"income": rng.lognormal(10, 0.4, n).round(), "amount": rng.integers(1, 50, n) * 1000, "term": rng.choice([12, 24, 36, 60], n),
    "purpose": rng.choice(["car", "home", "study", "other"], n), "late": rng.poisson(0.5, n)})
loans["default"] = (rng.random(n) < 1 / (1 + np.exp(3 - loans.late - loans.amount / loans.income))).astype(int)
# %% [preprocess] #p
loans["ratio"] = loans["amount"] / loans["income"]
loans["purpose"] = loans["purpose"].astype("category")
target = loans.pop("default")
cat_feats = ["purpose"]
tr, va = next(KFold(4, shuffle=True, random_state=0).split(loans))
# %% [train] #t
dtrain = lgb.Dataset(loans.iloc[tr], label=target.iloc[tr], categorical_feature=cat_feats)
dvalid = lgb.Dataset(loans.iloc[va], label=target.iloc[va], reference=dtrain)
params = dict(objective="binary", metric="auc", learning_rate=0.1, num_leaves=7, min_data_in_leaf=5, verbose=-1, seed=3, num_threads=1, deterministic=True)
gbm = lgb.train(params, dtrain, num_boost_round=40, valid_sets=[dtrain, dvalid], valid_names=["tr", "va"],
                callbacks=[lgb.early_stopping(5, verbose=False), lgb.log_evaluation(0)])
print("best", gbm.best_iteration)
# %% [predict] #q
loans["score"] = gbm.predict(loans, num_iteration=gbm.best_iteration)
# %% [evaluate] #e
from sklearn.metrics import roc_auc_score
auc_va = roc_auc_score(target.iloc[va], loans["score"].iloc[va])
print(auc_va)
