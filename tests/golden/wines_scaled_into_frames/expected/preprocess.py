"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(wine: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of wine, one output row per input row.

    wine needs the columns alcohol, volatile acidity, sulphates, pH.
    """
    # %% notebook.py #split
    X = wine.drop("quality", axis=1, errors="ignore")
    X_test = X
    # %% notebook.py #scale
    X_test2 = pd.DataFrame(state.sc.transform(X_test))
    X_test2.rename(columns=state.columns_names, inplace=True)
    X_test2.index = X_test.index.values
    X_test = X_test2
    return X_test
