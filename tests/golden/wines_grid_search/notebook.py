# %% #imports
import pandas as pd, numpy as np
from sklearn.datasets import load_wine
# %% [load] #load
wine = load_wine()
data = pd.DataFrame(wine.data, columns=wine.feature_names)
data["quality"] = wine.target
# %% #eda
data.corr()
# %% [train] #search
from sklearn.model_selection import train_test_split, RandomizedSearchCV, GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
train, test = train_test_split(data, test_size=0.3, random_state=1)
features = [c for c in data.columns if c != "quality"]
pipe = make_pipeline(StandardScaler(), SVC(probability=True, random_state=0))
search = RandomizedSearchCV(pipe, {"svc__C": [0.1, 1, 10], "svc__gamma": ["scale", 0.01]}, n_iter=3, cv=2, random_state=0)
search.fit(train[features], train["quality"])
print(search.best_params_, search.best_score_)
model = search.best_estimator_
# %% [predict] #ask
proba = model.predict_proba(test[features])
winner = np.argmax(proba, axis=1)
label = np.array(wine.target_names)[winner]
confident = proba.max(axis=1).round(3)
# %% [evaluate] #acc
acc = (winner == test["quality"].values).mean()
acc
