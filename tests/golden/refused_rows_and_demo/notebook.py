# %% #imports
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
# %% [load] #load
rng = np.random.default_rng(1)
salaries = pd.DataFrame({"YearsExperience": rng.uniform(1, 11, 60).round(1)})
salaries["Salary"] = (26000 + salaries.YearsExperience * 9400 + rng.normal(0, 4000, 60)).round()
X = salaries[["YearsExperience"]].values
y = salaries["Salary"].values
# %% [train] #fit
regressor = LinearRegression()
regressor.fit(X, y)
# %% [predict] #ask
y_pred = regressor.predict(X)
# %% [predict] #new
# a new employee
salary_pred = regressor.predict([[6.5]])
print("The predicted salary of a person with 6.5 years experience is", salary_pred)
