"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .state import State


def preprocess(dataset: pd.DataFrame, state: State) -> np.ndarray:
    """Return X_test for the rows of dataset, one output row per input row.

    dataset needs the columns Yrs Exp, City, Test (Score), Interview.
    A value may be missing in Test (Score).
    """
    # %% notebook.py #3
    dataset.rename(columns=state.columns_names, inplace=True)
    dataset = dataset[["years", "city", "score", "interview"]]
    X = dataset[["years", "city", "score", "interview"]].values
    # %% notebook.py #4
    X[:, 2:4] = state.imputer.transform(X[:, 2:4])
    # %% notebook.py #5
    X = np.array(state.ct.transform(X))
    # %% notebook.py #6
    X_test = X
    X_test[:, 3:] = state.sc.transform(X_test[:, 3:])
    return X_test
