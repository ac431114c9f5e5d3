# %% #i
import numpy as np, pandas as pd
import statsmodels.api as sm
from sklearn.model_selection import train_test_split
# %% [load] #l
rng = np.random.default_rng(30)
n = 240
policies = pd.DataFrame({"age": rng.integers(18, 80, n), "power": rng.integers(40, 250, n), "urban": rng.integers(0, 2, n), "exposure": rng.uniform(0.2, 1, n).round(2)})
policies["claims"] = rng.poisson(policies.exposure * np.exp(-2 + 0.01 * policies.power / 2 + 0.4 * policies.urban))
# %% [preprocess] #p
policies["young"] = (policies.age < 25).astype(int)
X = sm.add_constant(policies[["age", "power", "urban", "young"]])
X_train, X_test, y_train, y_test, e_train, e_test = train_test_split(X, policies["claims"], policies["exposure"], test_size=0.3, random_state=9)
# %% [train] #t
glm = sm.GLM(y_train, X_train, family=sm.families.Poisson(), offset=np.log(e_train))
res = glm.fit()
res.summary()
# %% [predict] #q
expected_claims = res.predict(X_test, offset=np.log(e_test))
# %% [evaluate] #e
gini = float(np.corrcoef(expected_claims, y_test)[0, 1])
