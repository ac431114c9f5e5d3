"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(df: pd.DataFrame, state: State) -> np.ndarray:
    """Return X_test_s for the rows of df, one output row per input row.

    df needs the columns income, amount, purpose.
    A value may be missing in income.
    """
    # %% notebook.py #prep
    df = df.drop("status", axis=1, errors="ignore")
    df["purpose"] = df["purpose"].replace({"other": "study"})
    # %% notebook.py #split
    test = df.copy()
    # %% notebook.py #fill
    test["income"] = test["income"].fillna(state.med)
    test["purpose"] = state.le.transform(test["purpose"])
    test["ratio"] = test["amount"] / test["income"]
    # %% notebook.py #xy
    X_test = test[state.features]
    X_test_s = state.sc.transform(X_test)
    return X_test_s
