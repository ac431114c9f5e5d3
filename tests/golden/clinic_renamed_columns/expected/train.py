"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd
from sklearn.feature_extraction import DictVectorizer
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier

from .library import ward_names
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #read
    rng = np.random.default_rng(11)
    n = 360
    visits = pd.DataFrame({
        " Patient Age": rng.integers(18, 92, n),
        "Blood Pressure ": rng.normal(128, 17, n).round(),
        "Smoker?": rng.choice(["yes", "no", "former"], n, p=[0.25, 0.6, 0.15]),
        "Readmitted": 0,
        "Days In Ward": rng.poisson(4, n) + 1,
        "Ward": rng.integers(1, 5, n),
    })
    risk = visits[" Patient Age"] / 40 + visits["Days In Ward"] / 5 + (visits["Smoker?"] == "yes") + rng.normal(0, 0.7, n)
    visits["Readmitted"] = (risk > risk.quantile(0.65)).astype(int)
    return visits


def train(visits: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #names
    # nobody wants to type these
    columns_names_before = visits.columns
    visits.columns = visits.columns.str.strip().str.lower().str.replace(" ", "_").str.replace("?", "")
    columns_names = dict(zip(columns_names_before, visits.columns, strict=True))
    # %% notebook.py #wards
    visits.ward = visits.ward.map(ward_names)
    # %% notebook.py #short
    columns_names_2_before = visits.columns
    visits.columns = ["age", "pressure", "smoker", "readmitted", "days", "ward"]
    columns_names_2 = dict(zip(columns_names_2_before, visits.columns, strict=True))
    visits["senior"] = (visits["age"] > 65).astype(int)
    # %% notebook.py #split
    df_train, df_val = train_test_split(visits, test_size=0.3, random_state=3)
    df_train = df_train.reset_index(drop=True)
    y_train = df_train.readmitted.values
    y_val = df_val.readmitted.values
    del df_train["readmitted"]
    del df_val["readmitted"]
    # %% notebook.py #fit
    dv = DictVectorizer(sparse=False)
    X_train = dv.fit_transform(df_train.to_dict(orient="records"))
    dt = DecisionTreeClassifier(max_depth=4, random_state=1)
    dt.fit(X_train, y_train)
    # %% notebook.py #val
    X_val = dv.transform(df_val.to_dict(orient="records"))
    y_pred = dt.predict_proba(X_val)[:, 1]
    # %% notebook.py #auc
    auc = roc_auc_score(y_val, y_pred)
    state = State(columns_names=columns_names, columns_names_2=columns_names_2, dt=dt, dv=dv)
    return state, {"auc": auc}
