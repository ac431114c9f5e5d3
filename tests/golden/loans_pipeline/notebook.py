# %% #imp
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.model_selection import train_test_split
# %% #own
EPSILON = 1.0


def log_shifted(values):
    return np.log(values + EPSILON)


class Winsorizer(BaseEstimator, TransformerMixin):
    """Cuts each column at a quantile of the training rows."""

    def __init__(self, q=0.95):
        self.q = q

    def fit(self, X, y=None):
        self.top_ = np.nanquantile(np.asarray(X, dtype=float), self.q, axis=0)
        return self

    def transform(self, X):
        return np.minimum(np.asarray(X, dtype=float), self.top_)

    def get_feature_names_out(self, names=None):
        return names
# %% [load] #load
rng = np.random.default_rng(3)
loans = pd.DataFrame({
    "income": np.where(rng.random(260) < 0.1, np.nan, rng.lognormal(10, 0.5, 260).round()),
    "amount": rng.uniform(1000, 50000, 260).round(),
    "purpose": rng.choice(["car", "house", "other"], 260),
    "defaulted": rng.choice(["no", "yes"], 260, p=[0.7, 0.3]),
})
# %% [preprocess] #xy
X = loans.drop(columns="defaulted")
y = loans["defaulted"]
# %% [train] #fit
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=0)
numbers = Pipeline([("cut", Winsorizer(0.9)), ("fill", SimpleImputer()), ("log", FunctionTransformer(log_shifted)), ("scale", StandardScaler())])
columns = ColumnTransformer([("n", numbers, ["income", "amount"]), ("c", OneHotEncoder(handle_unknown="ignore"), ["purpose"])])
model = make_pipeline(columns, LogisticRegression())
model.fit(X_train, y_train)
# %% [predict] #ask
proba = model.predict_proba(X_test)
decision = model.predict(X_test)
# %% [evaluate] #score
accuracy = model.score(X_test, y_test)
