# %% #imports
import numpy as np, pandas as pd
import warnings
warnings.filterwarnings("ignore")
from sklearn.model_selection import train_test_split, GridSearchCV
# %% [load] #load
rng = np.random.default_rng(8)
df = pd.DataFrame({
    "customerID": [f"{i:04d}-AB" for i in range(300)],
    "tenure": rng.integers(0, 72, 300),
    "Contract": rng.choice(["Month-to-month", "One year", "Two year"], 300),
    "MonthlyCharges": rng.normal(65, 20, 300).round(2),
})
df["TotalCharges"] = (df["tenure"] * df["MonthlyCharges"]).round(2).astype(str)
df.loc[df.tenure == 0, "TotalCharges"] = " "
df["Churn"] = np.where((df.tenure < 20) & (rng.random(300) < 0.8), "Yes", "No")
# %% #look
df.info()
df.describe()
# %% [preprocess] #prep
df = df.drop("customerID", axis=1)
df["TotalCharges"] = pd.to_numeric(df["TotalCharges"], errors="coerce")
df["TotalCharges"].fillna(df["TotalCharges"].mean())
df["TotalCharges"] = df["TotalCharges"].fillna(df["TotalCharges"].mean())
df["Churn"] = df["Churn"].map({"Yes": 1, "No": 0})
df = pd.get_dummies(df, drop_first=True)
X = df.drop("Churn", axis=1)
y = df["Churn"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42, stratify=y)
# %% [train] #models
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.metrics import accuracy_score, classification_report
models = {
    "lr": LogisticRegression(max_iter=500),
    "tree": DecisionTreeClassifier(max_depth=4, random_state=0),
    "forest": RandomForestClassifier(n_estimators=10, random_state=0),
    "knn": KNeighborsClassifier(),
}
scores = {}
for name, model in models.items():
    model.fit(X_train, y_train)
    y_pred = model.predict(X_test)
    scores[name] = accuracy_score(y_test, y_pred)
    print(name, scores[name])
# %% #plot
import matplotlib.pyplot as plt
plt.bar(scores.keys(), scores.values())
# %% [train] #best
best = max(scores, key=scores.get)
best_model = models[best]
print("best", best)
# %% [predict] #ask
y_pred = best_model.predict(X_test)
y_prob = best_model.predict_proba(X_test)[:, 1]
# %% [evaluate] #score
accuracy = accuracy_score(y_test, y_pred)
print(classification_report(y_test, y_pred))
# %% #tuning
grid = GridSearchCV(RandomForestClassifier(random_state=0), {"max_depth": [2, 4]}, cv=3)
grid.fit(X_train, y_train)
model = grid.best_estimator_
y_pred = model.predict(X_test)
