# %% #imports
import pandas as pd, numpy as np
import warnings; warnings.filterwarnings("ignore")
# %% [load] #data
rng = np.random.default_rng(11)
n = 300
hotels = pd.DataFrame({
    "country": rng.choice(["PRT", "GBR", "FRA", "ESP", "DEU", "ITA", "IRL"], n, p=[.4, .2, .15, .1, .08, .05, .02]),
    "agent": rng.choice([9.0, 240.0, 1.0, 14.0, np.nan], n, p=[.4, .2, .15, .1, .15]),
    "lead_time": rng.gamma(1.5, 60, n).round(),
    "adr": rng.normal(100, 30, n).round(2),
    "meal": rng.choice(["BB", "HB", "SC"], n),
    "is_canceled": rng.integers(0, 2, n),
})
hotels.head()
# %% #look
hotels.shape
# %%
hotels["country"].value_counts()
# %% [preprocess] #clean
df = hotels.copy()
# agents are labels, not numbers
df["agent"] = df["agent"].fillna(0).astype(int).astype(str)
top = df["country"].value_counts().nlargest(4).index
df["country_grp"] = np.where(df["country"].isin(top), df["country"], "other")
df["country_freq"] = df["country"].map(df["country"].value_counts(normalize=True))
counts = df.groupby("agent").size()
df["agent_n"] = df["agent"].map(counts)
df["adr_vs_meal"] = df["adr"] - df.groupby("meal")["adr"].transform("median")
q1, q3 = df["lead_time"].quantile([0.25, 0.75])
df["lead_time"] = df["lead_time"].clip(upper=q3 + 1.5 * (q3 - q1))
df.describe()
# %% [preprocess] #dummies
cat = pd.get_dummies(df[["country_grp", "meal"]], drop_first=True)
X = pd.concat([df[["lead_time", "country_freq", "agent_n", "adr_vs_meal"]], cat], axis=1)
y = df["is_canceled"]
print(X.shape)
# %% [train] #model
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=1)
clf = LogisticRegression(max_iter=1000)
clf.fit(X_train, y_train)
# %% [predict] #out
pred = clf.predict(X_test)
# %% [evaluate] #acc
from sklearn.metrics import accuracy_score
acc = accuracy_score(y_test, pred)
acc
