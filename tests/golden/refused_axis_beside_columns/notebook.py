# %% #imports
import numpy as np
import pandas as pd
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %% [load] #read
rng = np.random.default_rng(19)
n = 150
data = pd.DataFrame(
    {
        "PatientID": np.arange(n),
        "Glucose": rng.normal(120, 30, n).round(),
        "BMI": rng.normal(32, 6, n).round(1),
        "Age": rng.integers(21, 70, n),
        "Clinic": rng.choice(["north", "south"], n),
    }
)
data["Outcome"] = (data.Glucose + data.Age + rng.normal(0, 20, n) > 170).astype(int)

# %% #look
data.groupby("Clinic")["Glucose", "BMI"].mean()

# %% [preprocess] #prepare
# the id says nothing
data.drop(columns=["PatientID"], axis=1, inplace=True)
means = data.groupby("Clinic")["Glucose", "BMI"].mean()
data["Glucose_rel"] = data["Glucose"] / data["Clinic"].map(means["Glucose"])
data["Age"] = data["Age"].fillna(stats.mode(data["Age"])[0][0])
x = data.drop(columns=["Outcome", "Clinic"], axis=1)
y = data["Outcome"]

# %% [train] #train
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=2)
log = LogisticRegression(max_iter=1000).fit(x_train, y_train)

# %% [predict] #predict
predicted = log.predict(x_test)
chance = int(log.predict(x_test[:1]))
