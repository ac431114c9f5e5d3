# %% #imports
import pandas as pd
import numpy as np
import seaborn as sns

# %% [load] #data
rng = np.random.default_rng(5)
n = 240
wine = pd.DataFrame({
    "alcohol": rng.normal(10.4, 1.0, n).round(1),
    "volatile acidity": rng.gamma(5, 0.1, n).round(2),
    "sulphates": rng.normal(0.66, 0.15, n).round(2),
    "pH": rng.normal(3.3, 0.15, n).round(2),
})
wine["quality"] = (3 + 0.35 * wine["alcohol"] - 1.2 * wine["volatile acidity"] + rng.normal(0, 0.7, n)).round().astype(int)

# %% #info
wine.info()
wine.describe()

# %% [preprocess] #classes
# binary classification of the response variable
from sklearn.preprocessing import LabelEncoder
wine["quality"] = pd.cut(wine["quality"], bins=(0, 6, 12), labels=["bad", "good"])
label_quality = LabelEncoder()
wine["quality"] = label_quality.fit_transform(wine["quality"])

# %% [preprocess] #split
from sklearn.model_selection import train_test_split
X = wine.drop("quality", axis=1)
y = wine["quality"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=5)

# %% [preprocess] #scale
from sklearn.preprocessing import StandardScaler
sc = StandardScaler()
X_train2 = pd.DataFrame(sc.fit_transform(X_train))
X_test2 = pd.DataFrame(sc.transform(X_test))
X_train2.columns = X_train.columns.values
X_test2.columns = X_test.columns.values
X_train2.index = X_train.index.values
X_test2.index = X_test.index.values
X_train = X_train2
X_test = X_test2

# %% [train] #fit
from sklearn.linear_model import LogisticRegression
classifier = LogisticRegression(random_state=0)
classifier.fit(X_train, y_train)

# %% [predict] #predict
y_pred = classifier.predict(X_test)
vergleich = pd.DataFrame({"actual": y_test.values, "predicted": y_pred, "sure": classifier.predict_proba(X_test).max(axis=1)})
vergleich.index = X_test.index
vergleich.head()

# %% [evaluate] #results
from sklearn.metrics import f1_score
f1 = f1_score(y_test, y_pred)
