# %% #a
import pandas as pd
import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import KBinsDiscretizer, RobustScaler, StandardScaler
# %% [load] #b
rng = np.random.default_rng(19)
n = 260
patients = pd.DataFrame({
    "sex": rng.choice(["F", "M"], n), "smoker": rng.choice(["yes", "no", "never"], n),
    "glucose": rng.normal(100, 25, n).round(), "bmi": rng.normal(27, 5, n).round(1),
    "pressure": rng.normal(80, 10, n).round(), "insulin": rng.gamma(2, 50, n).round(),
})
patients["Outcome"] = (patients.glucose + rng.normal(0, 20, n) > 115).astype(int)
zero = ["glucose", "bmi", "pressure", "insulin"]
for c in zero:
    patients.loc[rng.random(n) < .08, c] = 0
# %% [preprocess] #c
# zeros mean "not measured"
patients[zero] = patients[zero].replace(0, np.nan)
for col, how in zip(["glucose", "bmi"], ["mean", "median"]):
    patients[col] = patients[col].fillna(patients[col].agg(how))
med = patients.groupby("sex")["pressure"].median()
patients["pressure"] = patients.apply(lambda r: med[r["sex"]] if pd.isna(r["pressure"]) else r["pressure"], axis=1)
patients["insulin"] = patients.groupby("smoker")["insulin"].transform(lambda s: s.fillna(s.mean()))
print(patients.isna().sum())
# %% [preprocess] #d
def IQR(s, k=1.5):
    q1 = s.quantile(0.25)
    q3 = s.quantile(0.75)
    return s.clip(q1 - k * (q3 - q1), q3 + k * (q3 - q1))

for c in zero:
    patients[c] = IQR(patients[c])
kb = KBinsDiscretizer(n_bins=4, encode="ordinal", strategy="quantile", quantile_method="averaged_inverted_cdf")
patients["age_group"] = kb.fit_transform(patients[["bmi"]])
scaler = RobustScaler()
patients[["glucose", "insulin"]] = scaler.fit_transform(patients[["glucose", "insulin"]])
scaler = StandardScaler()
patients["pressure"] = scaler.fit_transform(patients[["pressure"]])
sex = pd.get_dummies(patients["sex"], drop_first=True, dtype=int)
smoker = pd.get_dummies(patients.smoker, prefix="smoker")
patients = pd.concat([patients, sex, smoker], axis=1).drop(["sex", "smoker"], axis=1)
# %% [train] #e
X = patients.drop("Outcome", axis=1)
y = patients["Outcome"]
from sklearn.neighbors import KNeighborsClassifier
knn = KNeighborsClassifier(n_neighbors=5).fit(X, y)
# %% [predict] #f
outcome = knn.predict(X)
