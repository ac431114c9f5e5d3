# %% #0
import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier
# %% [load] #1
np.random.seed(8)
ads = pd.DataFrame({"age": np.random.randint(16, 70, 500), "minutes": np.random.exponential(12, 500).round(2), "hour": np.random.randint(0, 24, 500)})
ads["clicked"] = np.where((ads.age < 30) & (ads.minutes > 14) | (np.random.rand(500) < 0.04), 1, 0)
# %% #2
print(ads.clicked.value_counts())
ads.describe()
# %% [preprocess] #3
ads["evening"] = (ads["hour"] >= 18).astype(int)
ads["log_minutes"] = np.log1p(ads["minutes"])
# %% [preprocess] #4
# Kelas tidak seimbang: ambil sampel kelas mayoritas
no_click = ads[ads.clicked == 0]
click = ads[ads.clicked == 1]
no_click_sampled = no_click.sample(n=len(click) * 2, random_state=1)
balanced = pd.concat([no_click_sampled, click], axis=0)
balanced = balanced.sample(frac=1, random_state=1)   # acak urutan
balanced["clicked"].value_counts()
# %% [preprocess] #5
feature_cols = ["age", "evening", "log_minutes"]
X_all, y_all = balanced[feature_cols], balanced["clicked"]
cut = int(len(balanced) * 0.8)
X_tr, X_te = X_all[:cut], X_all[cut:]
y_tr, y_te = y_all[:cut], y_all[cut:]
# %% [train] #6
tree = DecisionTreeClassifier(max_depth=3, random_state=0)
tree.fit(X_tr, y_tr)
print(tree.score(X_te, y_te))
# %% [predict] #7
out = pd.DataFrame({"predicted": tree.predict(X_te), "score": tree.predict_proba(X_te)[:, 1]}, index=X_te.index)
out.head(10)
