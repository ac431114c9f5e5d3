# %% #imp
import numpy as np
import pandas as pd
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.preprocessing import MinMaxScaler
# %% [load] #load
wine = load_wine(as_frame=True).frame[["alcohol", "hue", "ash", "target"]]
# %% #helpers
FOLDS = 3


def search(X, y, folds=FOLDS):
    """Return the best of a few models."""
    grid = GridSearchCV(LogisticRegression(max_iter=500), {"C": [0.1, 1.0, 10.0]}, cv=folds)
    grid.fit(X, y)
    return grid.best_estimator_
# %% [preprocess] #arrays
X = wine[["alcohol", "hue", "ash"]].values
y = wine["target"].values
# %% [train] #fit
X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=0.7, shuffle=False)
scaler = MinMaxScaler().fit(X_train)
X_train = scaler.transform(X_train)
X_test = scaler.transform(X_test)
model = search(X_train, y_train)
positions = np.arange(len(wine))[-len(y_test):]
# %% [predict] #ask
kind = model.predict(X_test)
