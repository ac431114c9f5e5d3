# %% #a
import numpy as np
import pandas as pd
np.random.seed(42)
# %% [load] #b
r = np.random.RandomState(4)
people = pd.DataFrame({
    "recency": r.randint(1, 75, 250), "frequency": r.randint(1, 50, 250),
    "monetary": r.randint(250, 12500, 250), "months": r.randint(2, 98, 250),
})
people["donated"] = (people["frequency"] - people["recency"] / 3 + r.normal(0, 8, 250) > 8).astype(int)
# %% #c
people.head()
# %% #d
msk = np.random.rand(len(people)) < 0.8
train = people[msk]
test = people[~msk]
print(len(train), len(test))
X_train = train[["recency", "frequency", "monetary", "months"]]
y_train = train["donated"]
X_test = test[["recency", "frequency", "monetary", "months"]]
y_test = test["donated"]
# %% #e
mu, sigma = X_train.mean(), X_train.std()
X_train_n = (X_train - mu) / sigma
X_test_n = (X_test - mu) / sigma
from sklearn.svm import SVC
svm = SVC(probability=False)
svm.fit(X_train_n, y_train)
# %% [predict] #f
will_donate = svm.predict(X_test_n)
# %% [evaluate] #g
accuracy = (will_donate == y_test).mean()
