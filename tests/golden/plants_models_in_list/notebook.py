# %% #imports
import numpy as np, pandas as pd
from sklearn.linear_model import LinearRegression, Ridge, Lasso
from sklearn.tree import DecisionTreeRegressor
# %% [load] #load
rng = np.random.default_rng(23)
plants = pd.DataFrame({"AT": rng.normal(20, 7, 200).round(2), "V": rng.normal(54, 12, 200).round(2), "RH": rng.uniform(25, 100, 200).round(2)})
plants["PE"] = (500 - 2 * plants.AT - 0.3 * plants.V + rng.normal(0, 3, 200)).round(2)
# %% [preprocess] #s
msk = np.random.RandomState(0).rand(len(plants)) < 0.8
train_df, test_df = plants[msk], plants[~msk]
X_train, y_train = train_df[["AT", "V", "RH"]], train_df["PE"]
X_test, y_test = test_df[["AT", "V", "RH"]], test_df["PE"]
# %% [train] #fit
regs = [LinearRegression(), Ridge(1.0), Lasso(0.1), DecisionTreeRegressor(max_depth=3)]
results = []
for reg in regs:
    reg.fit(X_train, y_train)
    rmse = np.sqrt(np.mean((reg.predict(X_test) - y_test) ** 2))
    results.append((type(reg).__name__, rmse))
results = pd.DataFrame(results, columns=["model", "rmse"]).sort_values("rmse")
results
# %% [predict] #ask
best_reg = regs[int(results.index[0])]
y_hat = best_reg.predict(X_test)
# blend of the linear ones
blend = np.mean([r.predict(X_test) for r in regs[:3]], axis=0)
