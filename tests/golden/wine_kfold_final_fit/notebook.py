# %% #1
import numpy as np, pandas as pd
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
# %% [load] #2
rng = np.random.default_rng(21)
n = 260
wine = pd.DataFrame({
    "fixed acidity": rng.normal(8, 1.5, n).round(1),
    "volatile acidity": rng.gamma(3, 0.17, n).round(2),
    "residual sugar": rng.gamma(2, 1.3, n).round(1),
    "pH": rng.normal(3.3, 0.15, n).round(2),
    "alcohol": rng.normal(10.4, 1, n).round(1),
})
wine["quality"] = np.clip((wine.alcohol - 4 * wine["volatile acidity"] + rng.normal(0, 0.7, n) - 2.5).round(), 3, 8).astype(int)
# %% #3
wine.corr()["quality"].sort_values(ascending=False)
# %% [preprocess] #4
wine["good"] = [1 if q >= 6 else 0 for q in wine["quality"]]
wine.columns = [c.replace(" ", "_") for c in wine.columns]
wine["sugar_log"] = np.log(wine["residual_sugar"] + 0.1)
X = wine.drop(["quality", "good"], axis=1)
y = wine["good"]
# %% [train] #5
kf = StratifiedKFold(n_splits=4, shuffle=True, random_state=1)
scores = []
oof = np.zeros(len(X))
for fold, (tr, te) in enumerate(kf.split(X, y)):
    X_tr, X_te = X.iloc[tr], X.iloc[te]
    y_tr, y_te = y.iloc[tr], y.iloc[te]
    model = RandomForestClassifier(n_estimators=10, random_state=fold)
    model.fit(X_tr, y_tr)
    oof[te] = model.predict_proba(X_te)[:, 1]
    scores.append(accuracy_score(y_te, model.predict(X_te)))
    print(fold, scores[-1])
print(np.mean(scores))
# %% [train] #6
from sklearn.preprocessing import MinMaxScaler
scaler = MinMaxScaler().fit(X)
model = RandomForestClassifier(n_estimators=30, random_state=0, max_depth=6)
model.fit(scaler.transform(X), y)
# %% [predict] #7
proba = model.predict_proba(scaler.transform(X))[:, 1]
label = np.where(proba > 0.5, "good", "poor")
