# %% #1
import numpy as np
import pandas as pd
# %% [load] #2
rng = np.random.default_rng(19)
n = 220
dataset = pd.DataFrame({
    "emp id": np.arange(n), "Yrs Exp": rng.uniform(0, 30, n).round(1), "City": rng.choice(["Rome", "Oslo", "Bonn"], n),
    "Test (Score)": np.where(rng.random(n) < 0.1, np.nan, rng.integers(1, 11, n)), "Interview": rng.integers(1, 11, n),
    "Salary": 0.0,
})
dataset["Salary"] = (30000 + dataset["Yrs Exp"] * 1500 + dataset["Interview"] * 800 + rng.normal(0, 2000, n)).round()
# %% #3
dataset.columns = ["id", "years", "city", "score", "interview", "salary"]
dataset = dataset.iloc[:, 1:]
X = dataset.iloc[:, :-1].values
y = dataset.iloc[:, -1].values
# %% #4
from sklearn.impute import SimpleImputer
imputer = SimpleImputer(missing_values=np.nan, strategy="mean")
imputer.fit(X[:, 2:4])
X[:, 2:4] = imputer.transform(X[:, 2:4])
# %% #5
from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OneHotEncoder
ct = ColumnTransformer(transformers=[("encoder", OneHotEncoder(), [1])], remainder="passthrough")
X = np.array(ct.fit_transform(X))
# %% #6
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
from sklearn.preprocessing import StandardScaler
sc = StandardScaler()
X_train[:, 3:] = sc.fit_transform(X_train[:, 3:])
X_test[:, 3:] = sc.transform(X_test[:, 3:])
# %% #7
from sklearn.linear_model import LinearRegression
regressor = LinearRegression()
regressor.fit(X_train, y_train)
# %% [predict] #8
y_pred = regressor.predict(X_test)
positions = train_test_split(np.arange(len(X)), test_size=0.2, random_state=0)[1]
# %% #9
print(np.concatenate((y_pred.reshape(len(y_pred), 1), y_test.reshape(len(y_test), 1)), 1))
