# %% #imports
import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
# %% [load] #beans
rng = np.random.default_rng(8)
beans = pd.DataFrame({"length": rng.normal(8, 1, 150), "width": rng.normal(5, 1, 150)})
beans["kind"] = np.where(beans["length"] + rng.normal(0, 0.5, 150) > 8, "runner", "navy")
# %% [preprocess] #split
X_train, X_test, y_train, y_test = train_test_split(beans[["length", "width"]], beans.kind, random_state=2)
# %% [train] #knn
knn = KNeighborsClassifier(n_neighbors=9)
knn.fit(X_train, y_train)
# %% [predict] #accuracy
print("Accuracy of K-NN classifier on training set: {:.2f}".format(knn.score(X_train, y_train)))
print("Accuracy of K-NN classifier on test set: {:.2f}".format(knn.score(X_test, y_test)))
