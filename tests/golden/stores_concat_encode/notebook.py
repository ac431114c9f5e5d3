# %% #imports
import pandas as pd
import numpy as np
# %% [load] #files
train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
# %% #look
train.head()
test.shape
# %% #join
ntrain = train.shape[0]
ntest = test.shape[0]
y_train = np.log1p(train["Sales"])
all_data = pd.concat((train, test)).reset_index(drop=True)
all_data.drop(["Sales"], axis=1, inplace=True)
print("all_data size is : {}".format(all_data.shape))
# %% #missing
all_data["Competition"] = all_data["Competition"].fillna(all_data["Competition"].median())
all_data["Promo"] = all_data["Promo"].fillna("None")
all_data["Size"] = all_data.groupby("Region")["Size"].transform(lambda x: x.fillna(x.median()))
# %% #encode
from sklearn.preprocessing import LabelEncoder
for c in ["Promo"]:
    lbl = LabelEncoder()
    lbl.fit(list(all_data[c].values))
    all_data[c] = lbl.transform(list(all_data[c].values))
all_data["TotalArea"] = all_data["Size"] + all_data["Storage"]
all_data = pd.get_dummies(all_data)
ids = test["Id"]
all_data = all_data.drop("Id", axis=1)
# %% #apart
train = all_data[:ntrain]
test = all_data[ntrain:]
# %% [train] #model
from sklearn.linear_model import Ridge
model = Ridge(alpha=2.0)
model.fit(train, y_train)
# %% [predict] #predict
sales = np.expm1(model.predict(test))
# %% #sub
sub = pd.DataFrame({"Id": ids, "Sales": sales})
sub.to_csv("/dev/null", index=False)
