# %% #imports
import numpy as np, pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.model_selection import StratifiedKFold
# %% [load] #load
rng = np.random.default_rng(24)
heart = pd.DataFrame({"age": rng.integers(30, 80, 180), "chol": rng.normal(240, 40, 180).round(0), "thalach": rng.normal(150, 20, 180).round(0)})
heart["target"] = ((heart.age - 50) + (150 - heart.thalach) / 2 + rng.normal(0, 12, 180) > 0).astype(int)
# %% [train] #kfold
X = heart.drop("target", axis=1)
y = heart["target"]
skf = StratifiedKFold(n_splits=3, shuffle=True, random_state=0)
fold_models, fold_scores = [], []
for fold, (tr, va) in enumerate(skf.split(X, y)):
    clf = RandomForestClassifier(n_estimators=10, random_state=fold)
    clf.fit(X.iloc[tr], y.iloc[tr])
    fold_scores.append(clf.score(X.iloc[va], y.iloc[va]))
    fold_models.append(clf)
np.mean(fold_scores)
# %% [predict] #ask
proba = np.zeros(len(X))
for clf in fold_models:
    proba += clf.predict_proba(X)[:, 1] / len(fold_models)
prediction = (proba >= 0.4).astype(int)
