# %% #start
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
import matplotlib.pyplot as plt

# %% [load] #wages
rng = np.random.default_rng(2)
years = rng.uniform(0, 30, 60).round(1)
wages = pd.DataFrame({"Years": years, "Wage": (21 + 0.9 * years + rng.normal(0, 1.2, 60)).round(2)})
wages.head()

# %% #plot
plt.scatter(wages["Years"], wages["Wage"])
plt.xlabel("years on the job")

# %% [train] #fit
X = wages[["Years"]].values
y = wages["Wage"].values
reg = LinearRegression()
reg.fit(X, y)
reg.coef_, reg.intercept_

# %% [predict] #guess
# what does somebody with 12 and a half years get?
for years in [1, 5, 20]:
    print(years, reg.predict([[years]]))

# %% #line
plt.plot(X, reg.predict(X), color="red")
