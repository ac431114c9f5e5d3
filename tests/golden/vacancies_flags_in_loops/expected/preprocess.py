"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_known
from .state import State


def preprocess(jobs: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of jobs, one output row per input row.

    jobs needs the columns city, role, contract, grade, years.
    """
    # %% notebook.py #flags
    jobs["role"] = jobs["role"].str.strip().str.lower()
    X = jobs[["years"]].copy()
    # one column for each role
    for r in state.role_unique:
        X["role_" + r.replace(" ", "_")] = (only_known(jobs["role"], state.X_known) == r).astype(int)
    for c in state.top_cities:
        X[f"in_{c}"] = np.where(jobs["city"] == c, 1, 0)
    # %% notebook.py #more
    short = jobs["contract"].str[:4].str.upper()
    contract = pd.DataFrame({f"contract_{k}": (only_known(short, state.contract_known) == k).astype(int) for k in state.kinds})
    X = pd.concat([X, contract], axis=1)
    jobs["level"] = jobs["grade"].str[0]
    for col in ["level", "contract"]:
        for i, value in enumerate(state.jobs_unique[col]):
            X[f"{col}{i}"] = only_known(jobs[col], state.X_known_2[col]).eq(value) * 1.0
    return X
