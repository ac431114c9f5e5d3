# %% #imports
import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer
from sklearn.svm import LinearSVC
from sklearn.preprocessing import StandardScaler
# %% [load] #load
cancer = load_breast_cancer()
X = cancer.data
y = cancer.target
# %% #
print(cancer.feature_names)
pd.DataFrame(X).hist(figsize=(8, 8))
# %% [preprocess] #sc
sc = StandardScaler()
X = sc.fit_transform(X)
# %% [train] #fit
svc = LinearSVC(C=0.1, random_state=0, max_iter=5000)
svc.fit(X, y)
# %% [predict] #ask
scores = svc.decision_function(X)
verdict = np.where(scores > 0.2, "benign", "malignant")
# %% [evaluate] #acc
acc = np.mean((scores > 0.2) == y)
