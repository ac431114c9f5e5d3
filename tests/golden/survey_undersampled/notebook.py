# %% #1
import pandas as pd, numpy as np
from sklearn.utils import resample, shuffle
# %% [load] #2
rng = np.random.default_rng(38)
n = 420
survey = pd.DataFrame({
    "q1": rng.integers(1, 6, n), "q2": rng.integers(1, 6, n), "q3": rng.integers(1, 6, n), "tenure": rng.gamma(2, 3, n).round(1),
    "dept": rng.choice(["ops", "it", "hr"], n),
})
survey["left"] = (survey.q1 + survey.q2 - survey.tenure / 4 + rng.normal(0, 1, n) < 3.2).astype(int)
# %% #3
survey["left"].value_counts()
# %% #4
survey = pd.get_dummies(survey, columns=["dept"], dtype=int)
df_majority = survey[survey.left == 0]
df_minority = survey[survey.left == 1]
df_minority_up = resample(df_minority, replace=True, n_samples=len(df_majority), random_state=123)
balanced = pd.concat([df_majority, df_minority_up])
balanced = balanced.sample(frac=1, random_state=1)
# %% #5
from sklearn.linear_model import LogisticRegression
clf = LogisticRegression(max_iter=1000)
clf.fit(balanced.drop("left", axis=1), balanced["left"])
# %% [predict] #6
leaves = clf.predict(survey.drop("left", axis=1))
