# %% #1
import numpy as np
import pandas as pd
# %% [load] #2
rng = np.random.default_rng(31)
kind = rng.integers(0, 3, 240)
beans = pd.DataFrame({
    "area": 30 + 12 * kind + rng.normal(0, 4, 240), "perimeter": 20 + 3 * kind + rng.normal(0, 2, 240),
    "roundness": rng.uniform(0.5, 0.9, 240) + kind * 0.03, "class": np.array(["bomba", "cali", "sira"])[kind],
})
# %% #3
beans.groupby("class").mean()
# %% #4
from sklearn.preprocessing import LabelEncoder
beans["class"] = LabelEncoder().fit_transform(beans["class"])
data = beans.values
X = data[:, :-1]
y = data[:, -1].astype(int)
# %% #5
np.random.seed(0)
indices = np.random.permutation(len(X))
n_train = int(0.75 * len(X))
train_idx, test_idx = indices[:n_train], indices[n_train:]
X_train, X_test = X[train_idx], X[test_idx]
y_train, y_test = y[train_idx], y[test_idx]
mean = X_train.mean(axis=0)
std = X_train.std(axis=0)
X_train = (X_train - mean) / std
X_test = (X_test - mean) / std
# %% #6
from sklearn.neighbors import KNeighborsClassifier
knn = KNeighborsClassifier(5)
knn.fit(X_train, y_train)
# %% [predict] #7
answer = knn.predict(X_test)
positions = test_idx
# %% [evaluate] #8
acc = np.mean(answer == y_test)
