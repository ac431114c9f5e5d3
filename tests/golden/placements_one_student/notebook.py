# %% #imports
import matplotlib.pyplot as plt
import pandas as pd
import numpy as np
# %% [load] #read
rng = np.random.default_rng(9)
cgpa = rng.uniform(4.5, 9.6, 200).round(2)
df = pd.DataFrame({"cgpa": cgpa, "iq": rng.normal(105, 12, 200).round(), "package": (0.57 * cgpa - 0.9 + rng.normal(0, 0.3, 200)).round(2)})
df.head()
# %% #scatter
plt.scatter(df['cgpa'],df['package'])
plt.xlabel('CGPA')
plt.ylabel('Package(in lpa)')
# %% [preprocess] #xy
X = df.iloc[:,0:2]
y = df.iloc[:,-1]
# %% [preprocess] #split
from sklearn.model_selection import train_test_split
X_train,X_test,y_train,y_test = train_test_split(X,y,test_size=0.2,random_state=2)
# %% #check
X_test.shape, y_test.shape
# %% [train] #fit
from sklearn.linear_model import LinearRegression
lr = LinearRegression()
lr.fit(X_train.values,y_train)
# %% #which
positions = X_test.index[[0]]
# %% [predict] #predict
lr.predict(X_test.iloc[0].values.reshape(1,-1))
# %% #line
plt.scatter(df['cgpa'],df['package'])
m = lr.coef_
b = lr.intercept_
