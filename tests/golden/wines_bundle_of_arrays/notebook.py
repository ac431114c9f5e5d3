# %% #imports
import numpy as np
import pandas as pd
from sklearn import datasets
from sklearn.model_selection import train_test_split

# %% [load] #bundle
wine = datasets.load_wine()
dir(wine)

# %% #look
print(wine.DESCR[:300])
wine.target_names, wine.data.shape

# %% [preprocess] #frame
df = pd.DataFrame(wine.data, columns=wine.feature_names)
df["cultivar"] = wine.target
df["cultivar_name"] = df.cultivar.apply(lambda x: wine.target_names[x])
df.head()

# %% #peek
df0 = df[df.cultivar == 0]
df0.describe()

# %% [preprocess] #features
X = df.drop(["cultivar", "cultivar_name"], axis="columns")
X["ash_ratio"] = X["ash"] / X["alcalinity_of_ash"]
y = wine["target"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=4)

# %% [train] #fit
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

scaler = StandardScaler()
X_train_scaled = scaler.fit_transform(X_train)
model = SVC(gamma="scale", C=2)
model.fit(X_train_scaled, y_train)
model.score(scaler.transform(X_test), y_test)

# %% [predict] #ask
y_pred = model.predict(scaler.transform(X_test))
cultivar = wine.target_names[y_pred]
