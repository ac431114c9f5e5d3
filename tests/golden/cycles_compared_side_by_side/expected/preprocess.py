"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import pandas as pd

from .library import features
from .state import State


def preprocess(df: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X_test for the rows of df, one output row per input row.

    df needs the columns temp, humidity, windspeed, workingday, weather.
    """
    # %% notebook.py #prepare
    df["weather"] = df["weather"].map({"clear": 0, "mist": 1, "rain": 2})
    X = df[features]
    X_test = X
    X_test = X_test.copy()
    X_test["windy"] = (X_test["windspeed"] > state.mu).astype(int)
    return X_test
