# %%
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

# %% tags=parameters
path = "data.csv"

# %% tags=load
df = pd.read_csv(path)

# %% tags=preprocess
df["income"] = df["income"].fillna(df["income"].median())
df["share"] = df["loan"] / df["income"].clip(lower=1)
df["long"] = df["months"] > 36
X = pd.get_dummies(df.drop(columns=["number", "defaulted"]), columns=["purpose", "housing"])

# %% tags=train
y = df["defaulted"]
model = HistGradientBoostingClassifier(max_iter=60, random_state=0).fit(X, y)

# %% tags=predict
risk = model.predict_proba(X)[:, 1]
is_refused = risk > 0.5
