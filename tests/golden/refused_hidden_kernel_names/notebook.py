# %% [markdown]
# Saved on a Friday: cell 6 was run before cell 5, and numpy came from a cell that is gone
# %% [load] #stroke
import pandas as pd
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(6)
stroke = pd.DataFrame({"age": rng.integers(20, 90, 180), "glucose": rng.normal(110, 30, 180).round(1)})
stroke["stroke"] = (rng.random(180) < stroke["age"] / 120).astype(int)
# %% [preprocess] #scale
stroke["glucose"] = scaler.transform(stroke[["glucose"]])
X = stroke[["age", "glucose"]]
# %% [train] #fit
scaler = StandardScaler().fit(stroke[["glucose"]])
model = LogisticRegression(max_iter=500).fit(X, stroke["stroke"])
# %% [predict] #ask
risk = model.predict_proba(X)[:, 1]
