# %% #1
import pandas as pd
import numpy as np
# %% [load] #2
rng = np.random.default_rng(23)
n = 300
visits = pd.DataFrame({
    "patient": rng.integers(1, 120, n), "age": np.where(rng.random(n) < 0.06, np.nan, rng.integers(0, 100, n)), "bmi": rng.normal(26, 5, n).round(1),
    "pressure": rng.normal(125, 20, n).round(), "smoker": rng.choice(["yes", "no", "?"], n, p=[0.25, 0.65, 0.1]),
}, index=rng.integers(0, 150, n))     # exported twice: labels are not unique
visits["risk"] = ((visits.age.fillna(50) + visits.bmi + rng.normal(0, 10, n)) > 85).astype(int)
# %% #3
visits.info()
backup = visits.copy()
# %% [preprocess] #4
visits = visits[visits["smoker"] != "?"]
visits = visits.dropna(subset=["age", "risk"])
visits = visits.sort_values(by=["age", "bmi"], ascending=False).reset_index(drop=True)
visits["smoker"] = (visits["smoker"] == "yes").astype(int)
visits["obese"] = np.where(visits["bmi"] >= 30, 1, 0)
visits["pressure_z"] = (visits["pressure"] - visits["pressure"].mean()) / visits["pressure"].std()
visits = visits.drop(columns=["pressure", "patient"])
# %% [train] #5
from sklearn.ensemble import GradientBoostingClassifier
X = visits.loc[:, visits.columns != "risk"]
y = visits.loc[:, visits.columns == "risk"]
gb = GradientBoostingClassifier(n_estimators=25, random_state=3)
gb.fit(X, y.values.ravel())
# %% [predict] #6
prob = gb.predict_proba(X)[:, 1]
out = pd.DataFrame({"risk": prob}, index=X.index)
# %% #end
# which rows of the export are left, in which order
backup["line"] = range(len(backup))
backup = backup[backup["smoker"] != "?"].dropna(subset=["age"]).sort_values(by=["age", "bmi"], ascending=False)
positions = backup["line"].to_numpy()
