# %% [markdown]
# # Which model? A helper that does it all
# %% #imports
import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeRegressor
from sklearn.ensemble import RandomForestRegressor
import warnings; warnings.filterwarnings("ignore")
# %% [load] #data
rng = np.random.default_rng(6)
n = 230
beans = pd.DataFrame({"altitude": rng.normal(1400, 250, n).round(), "moisture": rng.normal(0.11, 0.02, n), "process": rng.choice(["washed", "natural", "honey"], n), "defects": rng.poisson(2, n)})
beans["points"] = (76 + beans.altitude / 250 - beans.defects * 0.4 + (beans["process"] == "washed") * 1.3 + rng.normal(0, 0.7, n)).round(2)
# %% #look
beans.info()
beans.corr(numeric_only=True)
# %% [preprocess] #split
data = pd.get_dummies(beans, columns=["process"])
y = data.pop("points")
X_train, X_test, y_train, y_test = train_test_split(data, y, test_size=0.3, random_state=11)
# %% #helper
scores = {}
def run_model(model, X_train, y_train, X_test, y_test, name=""):
    """fit, predict, tell how good it is"""
    model.fit(X_train, y_train)
    y_pred = model.predict(X_test)
    mae = mean_absolute_error(y_test, y_pred)
    print(f"{name}: MAE {mae:.3f}, R2 {r2_score(y_test, y_pred):.3f}")
    return y_pred
# %% #tryout
_ = run_model(LinearRegression(), X_train, y_train, X_test, y_test, name="linear")
_ = run_model(DecisionTreeRegressor(max_depth=4, random_state=0), X_train, y_train, X_test, y_test, name="tree")
# %% [train,predict] #final
forest = RandomForestRegressor(n_estimators=30, random_state=5)
y_pred = run_model(forest, X_train, y_train, X_test, y_test, name="forest")
# %% #look2
pd.Series(forest.feature_importances_, index=data.columns).sort_values()
