# %% [markdown]
# # Who passes? Helpers without arguments that work on `df`, loops over the frame itself
# %% #imp
import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC
# %% [load] #load
rng = np.random.default_rng(71)
n = 220
df = pd.DataFrame({
    "school": rng.choice(["GP", "MS"], n, p=[0.8, 0.2]),
    "age": rng.integers(15, 22, n),
    "absences": rng.poisson(5, n),
    "internet": rng.choice(["yes", "no"], n, p=[0.75, 0.25]),
    "studytime": rng.integers(1, 5, n),
})
score = df.studytime * 2 - df.absences * 0.4 + (df.internet == "yes") * 1.5 + rng.normal(0, 1, n)
df["passed"] = np.where(score > 4, "yes", "no")
# %% #look
df.info()
df["passed"].value_counts()
# %% #helpers
# mapping strings to numeric values:
def numerical_data():
    df["school"] = df["school"].map({"GP": 0, "MS": 1})
    df["internet"] = df["internet"].map({"no": 0, "yes": 1})
    df["passed"] = df["passed"].map({"no": 0, "yes": 1})
    # reorder dataframe columns :
    col = df["passed"]
    del df["passed"]
    df["passed"] = col

# large values get the same scale
def feature_scaling(df):
    for i in df:
        col = df[i]
        if np.max(col) > 6:
            Max = max(col)
            mean = np.mean(col)
            col = (col - mean) / Max
            df[i] = col
        elif np.max(col) > 2:
            col = (col - np.min(col))
            col /= np.max(col)
            df[i] = col
# %% [preprocess] #numbers
numerical_data()
df.head()
# %% [preprocess] #scale
feature_scaling(df)
df
# %% [preprocess] #split
train, test = train_test_split(df, test_size=0.3, random_state=5)
train = train.reset_index()
test = test.reset_index()     # keeps the old labels in a column
print(test.columns.tolist())
drop = ["index", "passed"]
# %% [train] #fit
svc = SVC(kernel="rbf", C=3)
svc.fit(train.drop(drop, axis=1), train["passed"])
# %% [evaluate] #eval
accuracy = svc.score(test.drop(drop, axis=1), test["passed"])
# %% [predict] #ask
passes = svc.predict(test.drop(drop, axis=1))
# %% #which
positions = test["index"].to_numpy()
