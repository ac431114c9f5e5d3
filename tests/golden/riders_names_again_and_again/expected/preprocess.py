"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .state import State


def preprocess(df: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of df, one output row per input row.

    df needs the columns temp, hum, season, workingday.
    """
    # %% notebook.py #c5
    df["temp"] = state.scaler.transform(df[["temp"]])
    df["hum"] = state.scaler_2.transform(df[["hum"]])
    # %% notebook.py #c6
    X = df.drop("cnt", axis=1, errors="ignore")
    X = pd.get_dummies(X, columns=["season"])
    X = X.reindex(columns=state.X_columns, fill_value=False)
    X_test = X
    return X_test
