# %% #imp
import numpy as np
from sklearn.datasets import load_iris
# %% [load] #load
X, y = load_iris(return_X_y=True)
names = np.array(["setosa", "versicolor", "virginica"])
# %% [preprocess] #scale
mean, spread = X.mean(axis=0), X.std(axis=0)
Z = (X - mean) / spread
Z = np.column_stack([Z, Z[:, 0] * Z[:, 1]])
# %% [train] #fit
from sklearn.linear_model import LogisticRegression
model = LogisticRegression(max_iter=500).fit(Z, y)
# %% [predict] #ask
proba = model.predict_proba(Z)
species = names[proba.argmax(axis=1)]
