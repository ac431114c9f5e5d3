# %% #imports
import pandas as pd
import numpy as np

# %% [load] #data
rng = np.random.default_rng(2)
n = 400
df = pd.DataFrame({
    "age": rng.integers(20, 90, n),
    "bmi": rng.normal(27, 4, n).round(1),
    "glucose": rng.normal(105, 25, n).round(0),
    "smokes": rng.choice(["never", "formerly", "yes"], n),
})
df.loc[rng.choice(n, 20, replace=False), "bmi"] = np.nan
df["stroke"] = (df["age"] / 20 + df["glucose"] / 60 + rng.normal(0, 0.8, n) > 6).astype(int)

# %% #eda
df.isnull().sum()
df.stroke.value_counts(normalize=True)

# %% [preprocess] #clean
df["bmi"] = df["bmi"].fillna(df["bmi"].median())
df = pd.get_dummies(df, columns=["smokes"], drop_first=True)

# %% [preprocess] #upsample
# upsample minority class, otherwise the model says "no stroke" to everybody
from sklearn.utils import resample
df_majority = df[df["stroke"] == 0]
df_minority = df[df["stroke"] == 1]
df_minority_up = resample(df_minority, replace=True, n_samples=len(df_majority), random_state=123)
df_upsampled = pd.concat([df_majority, df_minority_up])
print(df_upsampled["stroke"].value_counts())

# %% [preprocess] #split
from sklearn.model_selection import train_test_split
X = df_upsampled.drop("stroke", axis=1)
y = df_upsampled["stroke"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=7)

# %% [train] #fit
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import LogisticRegression
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
clf = LogisticRegression(max_iter=500).fit(X_train, y_train)

# %% [predict] #predict
rows_asked = X_test.index
X_test = scaler.transform(X_test)
y_pred = clf.predict(X_test)
risk = clf.predict_proba(X_test)[:, 1]

# %% [evaluate] #scores
from sklearn.metrics import recall_score
recall = recall_score(y_test, y_pred)

# %% #which
positions = rows_asked
