# %% #imports
import pandas as pd
import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
# %% [load] #load
rng = np.random.default_rng(4)
df = pd.DataFrame({
    "Gender": rng.choice(["Female", "Male"], 260),
    "Contract": rng.choice(["Month-to-month", "Two year"], 260),
    "Tenure": rng.integers(0, 70, 260),
    "MonthlyCharges": rng.normal(60, 15, 260).round(2),
})
df["Churn"] = np.where(df.Tenure + rng.normal(0, 12, 260) < 25, "Yes", "No")
# %% [preprocess] #prep
df.columns = df.columns.str.lower().str.replace(" ", "_")
categorical_columns = list(df.dtypes[df.dtypes == "str"].index)
for c in categorical_columns:
    df[c] = df[c].str.lower().str.replace(" ", "_")
df.churn = (df.churn == "yes").astype(int)
df_full_train, df_test = train_test_split(df, test_size=0.2, random_state=1)
df_full_train = df_full_train.reset_index(drop=True)
y_full = df_full_train.churn.values
numerical = ["tenure", "monthlycharges"]
categorical = ["gender", "contract"]
# %% [train] #train
def train(df_train, y_train, C=1.0):
    dicts = df_train[categorical + numerical].to_dict(orient="records")
    dv = DictVectorizer(sparse=False)
    X_train = dv.fit_transform(dicts)
    model = LogisticRegression(C=C, max_iter=1000)
    model.fit(X_train, y_train)
    return dv, model

dv, model = train(df_full_train, y_full, C=1.0)
# %% #using it
customer = {"gender": "female", "contract": "two_year", "tenure": 1, "monthlycharges": 29.85}
# %% [predict] #ask
X = dv.transform([customer])
churn_probability = model.predict_proba(X)[0, 1]
print("input:", customer)
print("churn probability:", churn_probability)
