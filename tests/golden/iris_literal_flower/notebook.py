# %% #imports
from sklearn.datasets import load_iris
from sklearn.neighbors import KNeighborsClassifier
from sklearn.model_selection import train_test_split
import numpy as np
# %% [load] #load
iris_dataset = load_iris()
print("Keys of iris_dataset:\n", iris_dataset.keys())
X, y = load_iris(return_X_y=True)
# %% #look
print(iris_dataset["DESCR"][:193] + "\n...")
# %% [train] #fit
X_train, X_test, y_train, y_test = train_test_split(iris_dataset["data"], iris_dataset["target"], random_state=0)
knn = KNeighborsClassifier(n_neighbors=1)
knn.fit(X_train, y_train)
print("Test set score: {:.2f}".format(knn.score(X_test, y_test)))
# %% [predict] #ask
X_new = np.array([[5, 2.9, 1, 0.2]])
print("X_new.shape:", X_new.shape)
prediction = knn.predict(X_new)
print("Prediction:", prediction)
species = iris_dataset["target_names"][prediction]
