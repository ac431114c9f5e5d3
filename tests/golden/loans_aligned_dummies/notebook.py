# %% [markdown]
# # Default risk: train and test aligned after the dummies
# %% [load] #apps
import pandas as pd
import numpy as np
rng = np.random.default_rng(12)
def applications(n, jobs):
    return pd.DataFrame({"SK_ID": rng.integers(100000, 999999, n), "JOB": rng.choice(jobs, n), "CAR": rng.choice(["Y", "N"], n), "INCOME": rng.lognormal(10, 0.4, n).round(), "CREDIT": rng.lognormal(11, 0.5, n).round()})
app_train = applications(260, ["Laborers", "Managers", "Drivers", "Medicine"])
app_train["TARGET"] = ((app_train.CREDIT / app_train.INCOME) * 0.2 + (app_train.JOB == "Laborers") * 0.3 + rng.normal(0, 0.2, 260) > 0.8).astype(int)
app_test = applications(70, ["Laborers", "Managers", "Drivers"])
# %% #look
print(app_train["TARGET"].value_counts())
app_train.dtypes.value_counts()
# %% [preprocess] #dummies
for d in (app_train, app_test):
    d["RATIO"] = d["CREDIT"] / d["INCOME"]
    d.drop(columns="SK_ID", inplace=True)
app_train = pd.get_dummies(app_train)
app_test = pd.get_dummies(app_test)
print(app_train.shape, app_test.shape)
# %% [preprocess] #align
train_labels = app_train["TARGET"]
# Align the training and testing data, keep only columns of the training
app_train = app_train.drop(columns="TARGET")
app_train, app_test = app_train.align(app_test, join="left", axis=1, fill_value=0)
print("Training Features shape: ", app_train.shape)
# %% [train] #fit
from sklearn.preprocessing import MinMaxScaler
from sklearn.linear_model import LogisticRegression
scaler = MinMaxScaler(feature_range=(0, 1))
scaler.fit(app_train)
train = scaler.transform(app_train)
test = scaler.transform(app_test)
log_reg = LogisticRegression(C=0.5)
log_reg.fit(train, train_labels)
# %% [predict] #ask
log_reg_pred = log_reg.predict_proba(test)[:, 1]
log_reg_pred[:5]
