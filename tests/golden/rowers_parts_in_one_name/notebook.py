# %% #imports
import numpy as np
import pandas as pd
from sklearn import model_selection, preprocessing, svm
# %% [load] #crew
rng = np.random.default_rng(29)
rowers = pd.DataFrame({
    "Höhe": rng.normal(188, 7, 240).round(),
    "weight": rng.normal(84, 9, 240).round(1),
    "age": rng.integers(17, 36, 240),
    "erg": rng.normal(370, 14, 240).round(1),
})
rowers["boat"] = np.where(rowers.erg - rowers.weight / 4 + rng.normal(0, 4, 240) < 347, "A", "B")
rowers.head()
# %% #how-many
rowers["boat"].value_counts()
# %% [preprocess] #parts
rowers["watts"] = 2.8 / (rowers["erg"] / 500 / 4) ** 3
X = rowers.drop(columns="boat")
y = rowers["boat"]
split = model_selection.train_test_split(X, y, test_size=0.25, stratify=y, random_state=8)
X_train, y_train = split[0], split[2]
X_test = split[1]
y_test = split[3]
scale = preprocessing.StandardScaler()
X_train = scale.fit_transform(X_train)
positions = X_test.index
X_test = scale.transform(X_test)
# %% [train] #svc
clf = svm.SVC(C=2, gamma="scale")
clf.fit(X_train, y_train)
print(clf.score(X_test, y_test))
# %% [predict] #boat
boat = clf.predict(X_test)
# %% [evaluate] #hits
accuracy = (boat == y_test).mean()
