# %% #i
import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf
# %% [load] #l
rng = np.random.default_rng(6)
n = 180
staff = pd.DataFrame({"years": rng.integers(0, 30, n), "dept": rng.choice(["sales", "it", "hr"], n), "level": rng.integers(1, 5, n)})
staff["salary"] = 30000 + 900 * staff.years + 4000 * staff.level + (staff.dept == "it") * 6000 + rng.normal(0, 2500, n)
staff.head()
# %% [preprocess] #p
staff["years2"] = staff["years"] ** 2
train = staff.sample(frac=0.8, random_state=1)
test = staff.drop(train.index)
# %% [train] #t
results = smf.ols("np.log(salary) ~ years + years2 + C(dept) + C(level)", data=train).fit()
print(results.summary())
# %% #diag
sm.qqplot(results.resid)
# %% [predict] #q
test = test.copy()
test["log_pred"] = results.predict(test)
test["pred"] = np.exp(test["log_pred"]).round(0)
test[["pred"]]
# %% [evaluate] #e
mape = float((abs(test.pred - test.salary) / test.salary).mean())
