# %% #imports
import numpy as np, pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, LabelEncoder
from sklearn.ensemble import RandomForestClassifier

# %% [load] #read
rng = np.random.default_rng(19)
n = 320
data = pd.DataFrame({
    "income": rng.lognormal(10, 0.4, n).round(),
    "loan_amnt": rng.integers(1, 35, n) * 1000,
    "home": rng.choice(["RENT", "OWN", "MORTGAGE"], n),
    "years": rng.integers(0, 30, n),
})
burden = data["loan_amnt"] / data["income"]
data["default"] = np.where(burden + rng.normal(0, 0.25, n) > 1.25, "Y", "N")

# %% #balance?
data["default"].value_counts()

# %% [preprocess] #encode
le = LabelEncoder()
data["home"] = le.fit_transform(data["home"])
data["ratio"] = data["loan_amnt"] / data["income"]
X = data.drop(["default"], axis=1)
y = data["default"].map({"N": 0, "Y": 1})

# %% [preprocess] #smote
from imblearn.over_sampling import SMOTE
smote = SMOTE(random_state=11, k_neighbors=3)
X_sm, y_sm = smote.fit_resample(X, y)
X_sm.shape, y_sm.mean()

# %% [preprocess] #split scale
X_train, X_test, y_train, y_test = train_test_split(X_sm, y_sm, test_size=0.25, random_state=0, stratify=y_sm)
mm = MinMaxScaler()
X_train = mm.fit_transform(X_train)
X_test = mm.transform(X_test)

# %% [train] #forest
forest = RandomForestClassifier(n_estimators=20, random_state=0)
forest.fit(X_train, y_train)

# %% [predict] #predict
y_pred = forest.predict(X_test)
p_default = forest.predict_proba(X_test)[:, 1]

# %% [evaluate] #scores
from sklearn.metrics import roc_auc_score
auc = roc_auc_score(y_test, p_default)

# %% #which
# the first rows are the loaded ones, those that SMOTE has made up come after them
loaded = np.where(np.arange(len(X_sm)) < len(X), np.arange(len(X_sm)), -1)
positions = train_test_split(loaded, test_size=0.25, random_state=0, stratify=y_sm)[1]
