# %% #a
import numpy as np
import pandas as pd
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, OrdinalEncoder
# %% [load] #b
rng = np.random.default_rng(8)
n = 240
telco = pd.DataFrame({
    "customerID": [f"C{i:04d}" for i in range(n)],
    "gender": rng.choice(["Female", "Male"], n),
    "Contract": rng.choice(["Month-to-month", "One year", "Two year"], n),
    "PaymentMethod": rng.choice(["Electronic check", "Mailed check", "Bank transfer", "Credit card"], n),
    "InternetService": rng.choice(["DSL", "Fiber optic", "No"], n),
    "tenure": rng.integers(0, 72, n),
    "MonthlyCharges": rng.uniform(18, 120, n).round(2),
    "Churn": rng.choice(["No", "Yes"], n, p=[.7, .3]),
})
telco["TotalCharges"] = (telco.tenure * telco.MonthlyCharges).round(2).astype(str)
telco.loc[telco.tenure == 0, "TotalCharges"] = " "
# %% [preprocess] #c
telco["TotalCharges"] = pd.to_numeric(telco["TotalCharges"], errors="coerce")
telco["TotalCharges"] = telco["TotalCharges"].fillna(telco["TotalCharges"].mean())
telco.drop("customerID", axis=1, inplace=True)
# one encoder, again and again
le = LabelEncoder()
for col in telco.columns:
    if not pd.api.types.is_numeric_dtype(telco[col]) and telco[col].nunique() <= 2:
        le.fit(telco[col])
        telco[col] = le.transform(telco[col])
        print(col, list(le.classes_))
# %% [preprocess] #d
encoders = {}
for i, col in enumerate(["InternetService", "PaymentMethod"]):
    enc = LabelEncoder()
    telco[col] = enc.fit_transform(telco[col])
    encoders[col] = enc
telco[["Contract"]] = OrdinalEncoder().fit_transform(telco[["Contract"]])
scale = ["tenure", "MonthlyCharges", "TotalCharges"]
for c in scale:
    mm = MinMaxScaler()
    telco[c] = mm.fit_transform(telco[[c]])
X = telco.drop(columns="Churn")
y = telco["Churn"]
# %% [train] #e
from sklearn.linear_model import LogisticRegression
model = LogisticRegression(max_iter=500)
model.fit(X, y)
# %% [predict] #f
telco["risk"] = model.predict_proba(X)[:, 1]
# %% #g
telco["risk"].hist
