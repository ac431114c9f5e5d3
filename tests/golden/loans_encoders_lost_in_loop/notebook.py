# %% #imports
import numpy as np, pandas as pd
from sklearn.preprocessing import LabelEncoder, MinMaxScaler
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
# %% [load] #load
rng = np.random.default_rng(22)
data = pd.DataFrame({"Gender": rng.choice(["Male", "Female"], 220), "Education": rng.choice(["Graduate", "Not Graduate"], 220), "Area": rng.choice(["Urban", "Rural", "Semiurban"], 220),
   "Income": rng.integers(1500, 9000, 220), "Loan": rng.integers(50, 400, 220), "Loan_Status": rng.choice(["Y", "N"], 220, p=[0.7, 0.3])})
# %% [preprocess] #enc
cat = ["Gender", "Education", "Area", "Loan_Status"]
for col in cat:
    le = LabelEncoder()
    data[col] = le.fit_transform(data[col])
scaler = MinMaxScaler()
data["Income"] = scaler.fit_transform(data[["Income"]])
data["Loan"] = scaler.fit_transform(data[["Loan"]])
# %% [preprocess] #split
X = data.iloc[:, :-1]
y = data.iloc[:, -1]
x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=3)
# %% #k
best_k, best_acc = 0, 0
for k in range(1, 8):
    model = KNeighborsClassifier(n_neighbors=k)
    model.fit(x_train, y_train)
    acc = model.score(x_test, y_test)
    if acc > best_acc:
        best_k, best_acc = k, acc
# %% [train] #fit
model = KNeighborsClassifier(n_neighbors=best_k)
model.fit(x_train, y_train)
# %% [predict] #ask
pred = model.predict(x_test)
pred = np.where(pred == 1, "Y", "N")
