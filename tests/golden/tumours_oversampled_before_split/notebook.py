# %% #imports
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt

# %% [load] #read
rng = np.random.default_rng(11)
n = 260
df_feature = pd.DataFrame(rng.gamma(4.0, 3.0, (n, 3)).round(2), columns=["mean radius", "mean texture", "mean area"])
target = (df_feature["mean radius"] + rng.normal(0, 2, n) > 16).to_numpy().astype(int)
df_target = pd.DataFrame(target, columns=["target"])
df = pd.concat([df_feature, df_target], axis=1)
df.head()

# %% #look
print(df.shape)
df["target"].value_counts()

# %% [preprocess] #xy
df["log area"] = np.log(df["mean area"])
X = df.drop(columns="target")
y = df["target"]

# %% [preprocess] #balance
# classes are not balanced -> repeat the rare one
from imblearn.over_sampling import RandomOverSampler

ros = RandomOverSampler(random_state=42)
X, y = ros.fit_resample(X, y)
print(y.value_counts())

# %% [preprocess] #split
from sklearn.model_selection import train_test_split

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)

# %% [train] #fit
from sklearn.naive_bayes import GaussianNB

model = GaussianNB()
model.fit(X_train, y_train)

# %% #train score
train_pred = model.predict(X_train)
print("train", (train_pred == y_train).mean())

# %% [predict] #test
test_pred = model.predict(X_test)
malignant = model.predict_proba(X_test)[:, 1].round(3)

# %% [evaluate] #score
from sklearn.metrics import accuracy_score
accuracy = accuracy_score(y_test, test_pred)

# %% #which
# which loaded rows the test rows are: for whoever wants to look them up
positions = train_test_split(ros.sample_indices_, test_size=0.2, random_state=42)[1]
