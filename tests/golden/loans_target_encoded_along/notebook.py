# %% [markdown]
# # Credit: everything through get_dummies at once, the target with it
# %% [load] #data
import numpy as np
import pandas as pd
np.random.seed(4)
n = 260
loan = pd.DataFrame({
    "Loan_ID": [f"LP{1000 + i}" for i in range(n)],
    "Gender": np.random.choice(["Male", "Female"], n, p=[0.7, 0.3]),
    "Property_Area": np.random.choice(["Rural", "Semiurban", "Urban"], n),
    "ApplicantIncome": np.random.gamma(4, 1200, n).round(),
    "LoanAmount": np.random.normal(140, 45, n).round(),
    "Credit_History": np.random.choice([1.0, 0.0, np.nan], n, p=[0.75, 0.17, 0.08]),
})
good = (loan["Credit_History"].fillna(1) * 2 + loan["ApplicantIncome"] / 9000 + np.random.normal(0, 0.6, n)) > 1.9
loan["Loan_Status"] = np.where(good, "Y", "N")
# %% #look
loan.isnull().sum()
loan["Loan_Status"].value_counts(normalize=True)
# %% [preprocess] #clean
df = loan.drop("Loan_ID", axis=1)
df["Credit_History"] = df["Credit_History"].fillna(df["Credit_History"].mode()[0])
df["LoanAmount_log"] = np.log(df["LoanAmount"].clip(lower=1))
# income above the median or not - derived from a column that goes away again
df["Rich"] = np.where(df["ApplicantIncome"] > df["ApplicantIncome"].median(), "rich", "poor")
df.drop("LoanAmount", axis=1, inplace=True)
df = pd.get_dummies(df, drop_first=True)
df.head(3)
# %% [preprocess] #xy
X = df.drop("Loan_Status_Y", axis=1)
y = df["Loan_Status_Y"]
from sklearn.model_selection import train_test_split
x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=3)
# %% [train] #fit
from sklearn.tree import DecisionTreeClassifier
from sklearn.ensemble import RandomForestClassifier
tree = DecisionTreeClassifier(max_depth=3, random_state=0).fit(x_train, y_train)   # worse
rf = RandomForestClassifier(n_estimators=25, max_depth=5, random_state=0)
rf.fit(x_train, y_train)
# %% [evaluate] #score
from sklearn.metrics import accuracy_score
acc = accuracy_score(y_test, rf.predict(x_test))
print("accuracy", acc)
# %% [predict] #ask
approved = rf.predict_proba(x_test)[:, 1]
