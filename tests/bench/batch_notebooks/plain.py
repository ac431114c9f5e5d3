# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

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
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)

# %% tags=predict
risk = model.predict_proba(X)[:, 1]
