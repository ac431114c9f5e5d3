# %% #imports
import numpy as np, pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier
# %% [load] #load
rng = np.random.default_rng(19)
df = pd.DataFrame({"a": rng.normal(size=100), "b": rng.normal(size=100)})
df["y"] = (df.a > df.b).astype(int)
X = df[["a", "b"]]
# %% [train] #fit1
logreg = LogisticRegression().fit(X, df.y)
# %% [predict] #ask1
y_pred_lr = logreg.predict(X)
# %% [train] #fit2
tree = DecisionTreeClassifier(max_depth=2).fit(X, df.y)
# %% [predict] #ask2
y_pred_tree = tree.predict(X)
