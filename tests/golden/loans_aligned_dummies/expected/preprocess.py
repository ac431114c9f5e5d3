"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(app_test: pd.DataFrame, state: State) -> np.ndarray:
    """Return test for the rows of app_test, one output row per input row.

    app_test needs the columns JOB, CAR, INCOME, CREDIT.
    """
    # %% notebook.py #dummies
    for d in [app_test]:
        d["RATIO"] = d["CREDIT"] / d["INCOME"]
        d.drop(columns="SK_ID", inplace=True, errors="ignore")
    app_test = pd.get_dummies(app_test)
    # %% notebook.py #align
    app_train, app_test = state.app_train_columns.align(app_test, join="left", axis=1, fill_value=0)
    # %% notebook.py #fit
    test = state.scaler.transform(app_test)
    return test
