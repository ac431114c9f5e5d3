"""Functions, classes and constants that the notebook defines.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

# %% notebook.py #prep
numerical = ["tenure", "monthlycharges"]
categorical = ["gender", "contract"]


# %% notebook.py #train
def train(df_train, y_train, C=1.0):
    dicts = df_train[categorical + numerical].to_dict(orient="records")
    dv = DictVectorizer(sparse=False)
    X_train = dv.fit_transform(dicts)
    model = LogisticRegression(C=C, max_iter=1000)
    model.fit(X_train, y_train)
    return dv, model
