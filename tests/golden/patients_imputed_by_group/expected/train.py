"""Fit everything that the service needs from the training data.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import copy

import numpy as np
import pandas as pd
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import KBinsDiscretizer, RobustScaler, StandardScaler

from .library import zero
from .state import State


def load() -> pd.DataFrame:
    """Return the training data as the notebook loads it."""
    # %% notebook.py #b
    rng = np.random.default_rng(19)
    n = 260
    patients = pd.DataFrame({
        "sex": rng.choice(["F", "M"], n), "smoker": rng.choice(["yes", "no", "never"], n),
        "glucose": rng.normal(100, 25, n).round(), "bmi": rng.normal(27, 5, n).round(1),
        "pressure": rng.normal(80, 10, n).round(), "insulin": rng.gamma(2, 50, n).round(),
    })
    patients["Outcome"] = (patients.glucose + rng.normal(0, 20, n) > 115).astype(int)
    for c in zero:
        patients.loc[rng.random(n) < .08, c] = 0
    return patients


def train(patients: pd.DataFrame) -> tuple[State, dict[str, float]]:
    """Return the fitted state and the metrics of the evaluate cells."""
    # %% notebook.py #c
    # zeros mean "not measured"
    patients[zero] = patients[zero].replace(0, np.nan)
    patients_agg = {}
    for col, how in zip(["glucose", "bmi"], ["mean", "median"]):
        patients_agg[col, how] = patients[col].agg(how)
        patients[col] = patients[col].fillna(patients_agg[col, how])
    med = patients.groupby("sex")["pressure"].median()
    patients["pressure"] = patients.apply(lambda r: med[r["sex"]] if pd.isna(r["pressure"]) else r["pressure"], axis=1)
    insulin_mean_by_smoker = patients.groupby("smoker")["insulin"].agg('mean')
    patients["insulin"] = patients.groupby("smoker")["insulin"].transform(lambda s: s.fillna(s.mean()))
    # %% notebook.py #d
    frozen_q1 = {}
    frozen_q3 = {}
    for c in zero:
        s = patients[c]
        q1 = s.quantile(0.25)
        frozen_q1[c] = copy.deepcopy(q1)
        q3 = s.quantile(0.75)
        frozen_q3[c] = copy.deepcopy(q3)
        patients[c] = s.clip(q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1))
    kb = KBinsDiscretizer(n_bins=4, encode="ordinal", strategy="quantile", quantile_method="averaged_inverted_cdf")
    patients["age_group"] = kb.fit_transform(patients[["bmi"]])
    scaler = RobustScaler()
    patients[["glucose", "insulin"]] = scaler.fit_transform(patients[["glucose", "insulin"]])
    frozen_scaler = copy.deepcopy(scaler)
    scaler = StandardScaler()
    patients["pressure"] = scaler.fit_transform(patients[["pressure"]])
    sex = pd.get_dummies(patients["sex"], drop_first=True, dtype=int)
    sex_columns = sex.columns
    smoker = pd.get_dummies(patients.smoker, prefix="smoker")
    smoker_columns = smoker.columns
    patients = pd.concat([patients, sex, smoker], axis=1).drop(["sex", "smoker"], axis=1)
    # %% notebook.py #e
    X = patients.drop("Outcome", axis=1)
    y = patients["Outcome"]
    knn = KNeighborsClassifier(n_neighbors=5).fit(X, y)
    state = State(
        insulin_mean_by_smoker=insulin_mean_by_smoker,
        kb=kb,
        knn=knn,
        med=med,
        patients_agg=patients_agg,
        q1=frozen_q1,
        q3=frozen_q3,
        scaler=frozen_scaler,
        scaler_2=scaler,
        sex_columns=sex_columns,
        smoker_columns=smoker_columns,
    )
    return state, {}
