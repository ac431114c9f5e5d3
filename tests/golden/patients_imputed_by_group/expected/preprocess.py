"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .library import zero
from .state import State


def preprocess(patients: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of patients, one output row per input row.

    patients needs the columns sex, smoker, glucose, bmi, pressure, insulin.
    """
    # %% notebook.py #c
    # zeros mean "not measured"
    patients[zero] = patients[zero].replace(0, np.nan)
    for col, how in zip(["glucose", "bmi"], ["mean", "median"]):
        patients[col] = patients[col].fillna(state.patients_agg[col, how])
    patients["pressure"] = patients.apply(lambda r: state.med[r["sex"]] if pd.isna(r["pressure"]) else r["pressure"], axis=1)
    patients["insulin"] = patients["insulin"].fillna(patients["smoker"].map(state.insulin_mean_by_smoker))
    # %% notebook.py #d
    for c in zero:
        s = patients[c]
        patients[c] = s.clip(state.q1[c] - 1.5 * (state.q3[c] - state.q1[c]), state.q3[c] + 1.5 * (state.q3[c] - state.q1[c]))
    patients["age_group"] = state.kb.transform(patients[["bmi"]])
    patients[["glucose", "insulin"]] = state.scaler.transform(patients[["glucose", "insulin"]])
    patients["pressure"] = state.scaler_2.transform(patients[["pressure"]])
    sex = pd.get_dummies(patients["sex"], dtype=int)
    sex = sex.reindex(columns=state.sex_columns, fill_value=0)
    smoker = pd.get_dummies(patients.smoker, prefix="smoker")
    smoker = smoker.reindex(columns=state.smoker_columns, fill_value=False)
    patients = pd.concat([patients, sex, smoker], axis=1).drop(["sex", "smoker"], axis=1)
    # %% notebook.py #e
    X = patients.drop("Outcome", axis=1, errors="ignore")
    return X
