# %% #setup
import numpy as np
import pandas as pd

# %% [load] #read
rng = np.random.default_rng(11)
n = 360
visits = pd.DataFrame({
    " Patient Age": rng.integers(18, 92, n),
    "Blood Pressure ": rng.normal(128, 17, n).round(),
    "Smoker?": rng.choice(["yes", "no", "former"], n, p=[0.25, 0.6, 0.15]),
    "Readmitted": 0,
    "Days In Ward": rng.poisson(4, n) + 1,
    "Ward": rng.integers(1, 5, n),
})
risk = visits[" Patient Age"] / 40 + visits["Days In Ward"] / 5 + (visits["Smoker?"] == "yes") + rng.normal(0, 0.7, n)
visits["Readmitted"] = (risk > risk.quantile(0.65)).astype(int)
visits.head()

# %% #look
visits.info()
visits.isnull().sum()

# %% [preprocess] #names
# nobody wants to type these
visits.columns = visits.columns.str.strip().str.lower().str.replace(" ", "_").str.replace("?", "")
visits.columns

# %% [preprocess] #wards
ward_names = {1: "surgery", 2: "cardio", 3: "trauma", 4: "general"}
visits.ward = visits.ward.map(ward_names)

# %% #crosstab
pd.crosstab(visits.ward, visits.readmitted)

# %% [preprocess] #short
visits.columns = ["age", "pressure", "smoker", "readmitted", "days", "ward"]
visits["senior"] = (visits["age"] > 65).astype(int)

# %% [preprocess] #split
from sklearn.model_selection import train_test_split

df_train, df_val = train_test_split(visits, test_size=0.3, random_state=3)
df_train = df_train.reset_index(drop=True)
y_train = df_train.readmitted.values
y_val = df_val.readmitted.values
del df_train["readmitted"]
del df_val["readmitted"]

# %% [train] #fit
from sklearn.feature_extraction import DictVectorizer
from sklearn.tree import DecisionTreeClassifier

dv = DictVectorizer(sparse=False)
X_train = dv.fit_transform(df_train.to_dict(orient="records"))
dt = DecisionTreeClassifier(max_depth=4, random_state=1)
dt.fit(X_train, y_train)

# %% [predict] #val
X_val = dv.transform(df_val.to_dict(orient="records"))
y_pred = dt.predict_proba(X_val)[:, 1]

# %% [evaluate] #auc
from sklearn.metrics import roc_auc_score
auc = roc_auc_score(y_val, y_pred)
print("auc: %.3f" % auc)

# %% #who
positions = df_val.index.to_numpy()  # who they are
