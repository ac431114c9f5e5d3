"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(test: pd.DataFrame, state: State) -> tuple[object, pd.DataFrame]:
    """Return test and X_test for the rows of test, one output row per input row.

    test needs the columns district, heating, m2, rooms.
    """
    # %% notebook.py #prep
    # same cleaning for both
    for df in [test]:
        df["m2"] = df["m2"].clip(15, 200)
        df["m2_per_room"] = df["m2"] / df["rooms"]

    X_test = test.drop("id", axis=1, errors="ignore")

    X_test = pd.get_dummies(X_test)

    X_test = X_test.reindex(columns=state.columns, fill_value=0)
    return test, X_test
